"""The measures of a comparison: one row each, recomputed for every plan from the book, through the judge."""
