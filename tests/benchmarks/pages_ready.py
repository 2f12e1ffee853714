"""How long until every page of ours is there, compared with an empty window?

    python3 packaging/dev.py bench

Runs both alternately, each in a new process, from starting the process. Ours is done when the
engine is imported, the rooms are open, and each of the six pages of an empty household has been
shown and painted once; the empty window is done with its first complete frame.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.windows.alternating import compare

LIMIT = 12.0


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=9)
    ratio, _ = compare("pages", parser.parse_args().rounds)
    print(f"ratio  {ratio:6.2f}      (at most {LIMIT})")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
