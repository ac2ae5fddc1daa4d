"""The map of the territories: one picture that needs nothing else, for the summary and for slides."""
