"""Rules that are not linear in the plan: searched on a stricter problem that is, proven on a looser one that is."""
