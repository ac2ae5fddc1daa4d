"""Finding plans: construction from prices, and improvement by CP-SAT on a few territories at a time."""
