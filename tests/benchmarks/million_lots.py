"""How long does a file of a million lots take, compared with pandas' parser reading it as text?

    .venv/bin/python tests/benchmarks/million_lots.py [--lots 1000000] [--rounds 5]

Writes two files, in the app's own layout and in Betterment's, and reads each with pandas
(``dtype=str``, the C parser) and with the app, alternately, each time in a new process. Both clocks
start when everything is imported. The median of the ratios of the pairs is judged, as are the
longest time for which a cancel would go unnoticed and how much memory the reading takes.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RATIO, CANCEL_MS, MEMORY_MB = 2.5, 100, 1000
SYMBOLS, ACCOUNTS = 250, 10
FIRST_DAY = date(2005, 1, 3)

_PANDAS = """
import json, resource, sys, time
import pandas
start = time.perf_counter()
table = pandas.read_csv(sys.argv[1], dtype=str)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, len(table), 0, peak]))
"""
_OURS = """
import json, resource, sys, time
from pathlib import Path
from rebalancer.ingest.files import read_files
from rebalancer.market.snapshot import load_snapshot
snapshot = load_snapshot()
start = last = time.perf_counter()
longest = 0.0
def watch(fraction, note=""):
    global last, longest
    now = time.perf_counter()
    longest, last = max(longest, now - last), now
result = read_files([Path(sys.argv[1])], snapshot, progress=watch)
watch(1.0)
seconds = time.perf_counter() - start
lots = sum(len(position.lots) for _, position in result.portfolio.holdings())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, lots, longest * 1000, peak]))
"""


class Run(NamedTuple):
    """One reading of a file."""

    seconds: float
    lots: int
    longest_silence: float
    """Milliseconds between two chances to cancel."""
    peak_memory: float
    """MB of the whole process."""


def run(program: str, file: Path) -> Run:
    """Read *file* in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", program, file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{file.name} was not read:\n{done.stderr}")
    return Run(*json.loads(done.stdout))


def write_files(folder: Path, lots: int) -> list[Path]:
    """Write *lots* lots of some 2,500 positions into a file of each layout, in no order."""
    chance = random.Random(7)  # noqa: S311 - no secret, but the same lots every time
    plain, betterment = folder / "plain.csv", folder / "betterment.csv"
    prices = [f"{chance.uniform(5, 900):.2f}" for _ in range(SYMBOLS)]
    with plain.open("w") as first, betterment.open("w") as second:
        first.write("account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n")
        second.write("Symbol,Shares,CostBasis,MarketValue,PurchaseDate,Account #\n")
        for _ in range(lots):
            account, share = chance.randrange(ACCOUNTS), chance.randrange(SYMBOLS)
            shares = f"{chance.uniform(0.1, 300):.{chance.choice((0, 2, 4))}f}".replace("-", "")
            shares = shares if float(shares) else "1"
            value = float(shares) * float(prices[share])
            cost = f"{value * chance.uniform(0.3, 1.2) + 1:.2f}"
            day = FIRST_DAY + timedelta(days=chance.randrange(7900))
            symbol, name = f"X{share:03}", f'"Company {share}, Inc."' if share % 5 else "A fund"
            first.write(
                f"Account {account} ...{1000 + account},taxable,{symbol},{name},{shares},"
                f"{prices[share]},{cost},{day}\n"
            )
            second.write(
                f"{symbol},{shares},{cost},{value + 0.01:.2f},{day:%m/%d/%Y},BT-10000{account}\n"
            )
    return [plain, betterment]


def judge(file: Path, lots: int, rounds: int) -> bool:
    """Measure one file and print the result; return whether all limits are kept."""
    pairs = [(run(_OURS, file), run(_PANDAS, file)) for _ in range(rounds + 1)]
    pairs = pairs[1:]  # the first only warms the caches
    ratio = statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs)
    silence = statistics.median(ours.longest_silence for ours, _ in pairs)
    memory = max(ours.peak_memory for ours, _ in pairs)
    seconds = [statistics.median(each.seconds for each in column) for column in zip(*pairs)]  # noqa: B905 - pairs
    print(f"{file.name} ({file.stat().st_size / 1e6:.0f} MB, {lots:,} lots, {rounds} pairs)")
    print(f"  ours    {seconds[0]:6.2f} s")
    print(f"  pandas  {seconds[1]:6.2f} s   ({max(each.peak_memory for _, each in pairs):.0f} MB)")
    print(f"  ratio   {ratio:6.2f}     (at most {RATIO})")
    print(f"  cancel  {silence:6.0f} ms  (at most {CANCEL_MS})")
    print(f"  memory  {memory:6.0f} MB  (at most {MEMORY_MB})")
    if any(ours.lots != lots or theirs.lots != lots for ours, theirs in pairs):
        sys.exit("Not every lot was read.")
    return ratio <= RATIO and silence <= CANCEL_MS and memory <= MEMORY_MB


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lots", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(Path(folder), options.lots)
        kept = [judge(file, options.lots, options.rounds) for file in files]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
