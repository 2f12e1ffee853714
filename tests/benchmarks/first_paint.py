"""How long until our window is on the screen, compared with an empty one?

    python3 packaging/dev.py bench

Runs both alternately, each in a new process, from starting the process to its first complete
frame. Each pair gives a ratio and their median is judged, so the result says the same on a slow
machine and on one whose speed drifts. No heavy library may have been loaded by then.
"""

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINDOW = Path(__file__).parent / "windows" / "painting.py"
LIMIT = 1.8
HEAVY = {"highspy", "numba", "numpy", "openpyxl", "pandas", "pyqtgraph", "yfinance"}


def first_frame(which: str, settings: str) -> tuple[float, set[str]]:
    """Return the milliseconds until the window *which* is painted, and what was loaded by then."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": settings}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    started = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, WINDOW, which],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"The {which} window was not painted:\n{done.stderr}")
    painted, *loaded = done.stdout.split()
    return (int(painted) - started) / 1e6, set(loaded)


def measure(rounds: int) -> tuple[dict[str, list[float]], set[str]]:
    """Return the times of both windows, alternating, and the heavy libraries that ours loaded."""
    times: dict[str, list[float]] = {"empty": [], "ours": []}
    loaded: set[str] = set()
    with tempfile.TemporaryDirectory() as settings:
        for number in range(rounds + 1):
            for which, measured in times.items():
                milliseconds, modules = first_frame(which, settings)
                if number > 0:  # the first round only warms the caches
                    measured.append(milliseconds)
                if which == "ours":
                    loaded |= modules & HEAVY
    return times, loaded


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    for package in ("rebalancer", "ui"):  # as an installed app is; Qt's own bytecode is there too
        compileall.compile_dir(ROOT / package, quiet=1)
    times, loaded = measure(rounds)
    medians = {which: statistics.median(measured) for which, measured in times.items()}
    for which, measured in times.items():
        spread = f"{min(measured):.0f} to {max(measured):.0f}"
        print(f"{which:6} {medians[which]:6.0f} ms   ({spread}, {len(measured)} runs)")
    pairs = zip(times["ours"], times["empty"], strict=True)
    ratio = statistics.median(ours / empty for ours, empty in pairs)
    print(f"ratio  {ratio:6.2f}      (at most {LIMIT})")
    if loaded:
        print(f"loaded before the first frame: {', '.join(sorted(loaded))}")
    return 1 if loaded or ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
