"""How long until our window is on the screen, compared with an empty one?

    python3 packaging/dev.py bench

Runs both alternately, each in a new process, from starting the process to its first complete
frame. No heavy library may have been loaded by then.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.windows.alternating import compare

LIMIT = 1.5
HEAVY = {"highspy", "numba", "numpy", "openpyxl", "pandas", "pyqtgraph", "yfinance"}


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=15)
    ratio, loaded = compare("ours", parser.parse_args().rounds)
    print(f"ratio  {ratio:6.2f}      (at most {LIMIT})")
    heavy = loaded & HEAVY
    if heavy:
        print(f"loaded before the first frame: {', '.join(sorted(heavy))}")
    return 1 if heavy or ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
