"""Basic units drawn on the map: polygons with the user's own ids, what had to be repaired, and who borders on whom."""
