"""The problem, its rules and its methods. No files, no printing, no maps."""
