"""One scenario with alternatives: every combination is run, and the frontier of balance, moves and travel is shown."""
