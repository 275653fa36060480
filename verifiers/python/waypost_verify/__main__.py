"""`python -m waypost_verify`: the same as the command `waypost-verify`."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
