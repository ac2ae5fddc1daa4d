"""Places of the USA by their codes, offline: postal codes, prefixes, counties and states to points on the map."""
