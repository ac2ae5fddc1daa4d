"""Annealing: chains of exchanges at falling temperatures, compiled."""
