"""python3 -m native COMMAND: the commands of the Makefile."""

import argparse
import sys

from . import commands
from .errors import SetupError
from .process import ended_by_signals


def main() -> int:
    """Runs one command; its exit status."""
    parser = argparse.ArgumentParser(prog="native", description=__doc__)
    commands.add_to(parser.add_subparsers(required=True, metavar="COMMAND"))
    arguments = parser.parse_args()
    try:
        with ended_by_signals():
            return int(arguments.run(arguments))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
