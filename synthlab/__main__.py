"""``python -m synthlab``: the command line."""

import sys

from synthlab.cli import main

if __name__ == "__main__":
    sys.exit(main())
