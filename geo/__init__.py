"""The land: distances, graphs and connected pieces. Knows no reps and no solver."""
