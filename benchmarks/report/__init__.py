"""What was measured, for people: Markdown for the repository, a page that works offline."""
