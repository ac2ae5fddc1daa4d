"""`python -m benchmarks run | growth | what-if | models | report`: see README.md in this folder."""

import sys

from benchmarks.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
