"""Proven lower bounds for the whole problem as stated, and the prices that prove them."""
