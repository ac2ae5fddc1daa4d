"""What people read: summaries of results."""
