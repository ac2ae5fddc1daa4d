"""A bound that knows whole units and contiguity, where a few territories hold most of the gap."""
