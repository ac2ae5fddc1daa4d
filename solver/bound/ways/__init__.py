"""Contiguity in the bound: inequalities that territories in one piece keep, and their prices."""
