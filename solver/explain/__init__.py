"""Why: which rules conflict, and the least that would have to give way."""
