"""The command line: `faircarve validate | solve | grade | check | compare | demo | schema`."""

from scenarios.cli.app import main

__all__ = ["main"]
