"""The planner's desk: everything between a business question and a Problem, and back. Files, words and pictures."""
