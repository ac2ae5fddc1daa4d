"""Finding plans: exchanges from the prices' own plan, then CP-SAT on a few territories at a time, then proof."""
