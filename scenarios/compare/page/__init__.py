"""A comparison as people and programs read it: Markdown, tables, a picture, one HTML page."""
