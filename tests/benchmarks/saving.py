"""How long does a step take to be saved, compared with a plain compressed file of the same content?

    python3 packaging/dev.py bench

The peer packs the part that the step changes (a megabyte of lots) with zlib, as the document does,
and writes it with ``write_atomically``: also synced, but without a past, a seal, or a way to undo.
Both alternate in one process; each pair gives a ratio, and their median is judged.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rebalancer.atomic import write_atomically
from rebalancer.document.store.document import Document
from rebalancer.document.store.record import RecordedStep

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LOTS = 7500
LIMIT = 3.0
"""The document keeps its old pages aside until the new ones are safe: it writes and syncs twice."""


def household(number: int) -> bytes:
    """Return a megabyte of lots, other ones for every *number*."""
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    lots = [
        {"symbol": f"S{lot}", "acquired": "2020-01-02", "cost_basis": str(chance.random() * 9999)}
        | {"quantity": str(chance.random() * 1000), "price": "12.34"}
        for lot in range(LOTS)
    ]
    return json.dumps(lots).encode()


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds *work* takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def write_packed(path: Path, content: bytes) -> None:
    """Save *content* the plain way: a packed file that takes the place of the last."""
    write_atomically(path, lambda stream: stream.write(zlib.compress(content, 1)))


def measure(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of our saves and of the peer's, alternating."""
    ours: list[float] = []
    plain: list[float] = []
    last = household(0)
    with Document.create(folder / "ours.rebalancer", {"household": last}, now=NOW) as document:
        for number in range(1, rounds + 2):
            new = household(number)
            step = RecordedStep(title="x", before={"household": last}, after={"household": new})
            ours.append(timed(partial(document.record, step)))
            plain.append(timed(partial(write_packed, folder / "plain.z", new)))
            last = new
    return ours[1:], plain[1:]  # the first round only warms the caches


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = measure(Path(folder), rounds)
    for name, times in (("ours", ours), ("plain", plain)):
        spread = f"{min(times):.1f} to {max(times):.1f}"
        print(f"{name:6} {statistics.median(times):6.1f} ms   ({spread}, {len(times)} runs)")
    ratio = statistics.median(our / peer for our, peer in zip(ours, plain, strict=True))
    print(f"ratio  {ratio:6.2f}      (at most {LIMIT})")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
