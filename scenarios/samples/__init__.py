"""Books that ship with faircarve, ready to run."""
