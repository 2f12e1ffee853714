"""Runs two windows in turns, each in a new process, and compares how long they take.

Each pair gives a ratio and their median is judged, so the result says the same on a slow machine
and on one whose speed drifts.
"""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
WINDOW = Path(__file__).parent / "painting.py"
EMPTY = "empty"


class Compared(NamedTuple):
    """What came out."""

    ratio: float
    """Of the other window to the empty one."""
    loaded: frozenset[str]
    """Every top-level module that the other window had loaded when it was done."""


def compare(which: str, rounds: int, patience: int = 60) -> Compared:
    """Measure the window *which* beside the empty one, from the start of the process; print both.

    Each process gets *patience* seconds.
    """
    for package in ("rebalancer", "ui", "resources"):  # as an installed app is, and Qt's own is
        compileall.compile_dir(ROOT / package, quiet=1)
    times: dict[str, list[float]] = {EMPTY: [], which: []}
    loaded: set[str] = set()
    with tempfile.TemporaryDirectory() as settings:
        for number in range(rounds + 1):
            for each, measured in times.items():
                milliseconds, modules = _measure(each, settings, patience)
                if number > 0:  # the first round only warms the caches
                    measured.append(milliseconds)
                if each == which:
                    loaded |= modules
    for each, measured in times.items():
        spread = f"{min(measured):.0f} to {max(measured):.0f}"
        print(f"{each:6} {statistics.median(measured):6.0f} ms   ({spread}, {rounds} runs)")
    pairs = zip(times[which], times[EMPTY], strict=True)
    return Compared(statistics.median(ours / empty for ours, empty in pairs), frozenset(loaded))


def _measure(which: str, settings: str, patience: int) -> tuple[float, set[str]]:
    """Return the milliseconds until the window *which* is done, and what was loaded by then."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": settings}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    started = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, WINDOW, which],
        env=environment,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"The {which} window was not painted:\n{done.stderr}")
    finished, *loaded = done.stdout.split()
    return (int(finished) - started) / 1e6, set(loaded)
