"""How fast is a plan, and how near to the best possible, compared with other programs?

    REBALANCER_PEERS=/path/to/python python3 packaging/dev.py bench

The peers, cvxpy and PyPortfolioOpt, are no dependencies: REBALANCER_PEERS names a Python that has
them (``python3 -m venv peers; peers/bin/pip install cvxpy PyPortfolioOpt packaging``). Without it
the comparison with them fails; ``REBALANCER_PEERS=none`` leaves it out, and says so.

A warm step is the cap moved by half a point; the certificate proves what no plan can beat. Both
are judged beside HiGHS as it comes; our own solving from scratch starts from where nothing is
traded and is several times faster, which is printed, too. Each pair of times is taken in turns
and gives a ratio; their median is judged. Seconds of a whole plan are judged as they are: they
are what a person waits.
"""

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.solving.conversation import Worker  # noqa: E402 - a script's own folder is no package

PLAN_SECONDS = {"5,000 lots": 0.5, "25,000 lots": 2.0}
CVXPY, WARM, CERTIFICATE = 0.9, 1 / 8, 0.05
SHARE_PROBLEMS = ((2, 1_000.0), (10, 10_000.0), (30, 50_000.0), (100, 300_000.0), (300, 1e6))
"""How many stocks, and USD to spread over them."""
NO_PEERS = "none"


@dataclass
class Verdict:
    """What was found so far, printed as it comes in."""

    missed: list[str] = field(default_factory=list)

    def judge(self, what: str, found: float, limit: float, unit: str = "") -> None:
        """Print one figure beside its limit."""
        fine = found <= limit
        print(f"  {what:52} {found:8.3f}{unit:2} (at most {limit:.3f}){'' if fine else '  MISSED'}")
        if not fine:
            self.missed.append(what)


def ratio(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> float:
    """Return the median of *ours* over *theirs*, measured in turns; the first only warms up."""
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return statistics.median(mine / other for mine, other in pairs)


def measure(size: str, rounds: int, peer: str, verdict: Verdict) -> None:
    """Measure one size of household."""
    print(f"{size}:")
    with tempfile.TemporaryDirectory() as folder:
        arrays = str(Path(folder) / "program.npz")
        with Worker(sys.executable, "ours.py", size, arrays) as ours:

            def milliseconds(asked: str) -> Callable[[], float]:
                return lambda: ours.ask(asked)["ms"]

            plans = [ours.ask("plan") for _ in range(rounds)]
            seconds = statistics.median(plan["ms"] for plan in plans) / 1000
            verdict.judge("a whole plan", seconds, PLAN_SECONDS[size], " s")
            gap = plans[0]
            print(
                f"    {gap['trades']} trades, proved within {gap['bp']:.5f} bp of the household, "
                f"{gap['of_cost']:.4%} of the cost"
            )
            for asked, limit in (("warm", WARM), ("certificate", CERTIFICATE)):
                found = ratio(rounds, milliseconds(asked), milliseconds("plain"))
                verdict.judge(f"{asked} / HiGHS from scratch, as it comes", found, limit)
                own = ratio(rounds, milliseconds(asked), milliseconds("lp"))
                print(f"    {asked} / our own solving from scratch: {own:.3f} (no limit)")
            if peer != NO_PEERS:
                compare_with_cvxpy(ours, arrays, rounds, peer, verdict)


def compare_with_cvxpy(ours: Worker, arrays: str, rounds: int, peer: str, verdict: Verdict) -> None:
    """Solve the same program in turns, and see that both find the same."""
    with Worker(peer, "cvxpy_peer.py", arrays) as theirs:
        mine, other = ours.ask("lp")["objective"], theirs.ask("lp")["objective"]
        if not math.isclose(mine, other, rel_tol=1e-6):
            sys.exit(f"The objectives differ: {mine} and {other}.")
        found = ratio(rounds, lambda: ours.ask("lp")["ms"], lambda: theirs.ask("lp")["ms"])
        verdict.judge("our linear program / cvxpy with HiGHS", found, CVXPY)


def problems() -> list[dict[str, Any]]:
    """Return weights to turn into whole shares, from two stocks to hundreds."""
    dice = random.Random(1)  # noqa: S311 - made-up prices are no secret
    found = []
    for count, total in SHARE_PROBLEMS:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        symbols = [f"Z{letters[n // 26]}{letters[n % 26]}Z" for n in range(count)]
        wanted = [dice.random() for _ in symbols]
        found.append(
            {
                "weights": {
                    symbol: weight / sum(wanted)
                    for symbol, weight in zip(symbols, wanted, strict=True)
                },
                "prices": {symbol: round(dice.uniform(5, 400), 2) for symbol in symbols},
                "total": total,
            }
        )
    return found


def distance(problem: dict[str, Any], shares: dict[str, int]) -> float:
    """Return USD by which whole shares and what is left in cash miss the weights, added up."""
    total, prices = problem["total"], problem["prices"]
    held = {symbol: shares.get(symbol, 0) * price for symbol, price in prices.items()}
    left = total - sum(held.values())
    return float(left + sum(abs(problem["weights"][each] * total - held[each]) for each in held))


def compare_with_pypfopt(peer: str, verdict: Verdict) -> None:
    """Turn the same weights into whole shares, by both."""
    print("Whole shares for given weights, distance beside PyPortfolioOpt's:")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problems.json"
        path.write_text(json.dumps(problems()))
        ours = answers(sys.executable, "shares.py", path)
        theirs = answers(peer, "pypfopt_peer.py", path)
    for method in ("greedy", "lp"):
        worst = max(
            (distance(problem, mine) - distance(problem, other[method])) / problem["total"]
            for problem, mine, other in zip(problems(), ours, theirs, strict=True)
        )
        ratios = [
            distance(problem, mine) / distance(problem, other[method])
            for problem, mine, other in zip(problems(), ours, theirs, strict=True)
        ]
        print(f"    beside {method}: {', '.join(f'{each:.4f}' for each in ratios)}")
        verdict.judge(f"the worst, as a share of the total, against {method}", worst, 1e-6)


def answers(python: str, script: str, path: Path) -> list[Any]:
    """Return what *script* answers to all problems."""
    done = subprocess.run(
        [python, "-W", "ignore", Path(__file__).parent / "solving" / script, path],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    peer = os.environ.get("REBALANCER_PEERS", "")
    verdict = Verdict()
    for size in PLAN_SECONDS:
        measure(size, rounds, peer or NO_PEERS, verdict)
    if peer in {"", NO_PEERS}:
        print("Not compared with cvxpy and PyPortfolioOpt: REBALANCER_PEERS names no Python.")
    else:
        compare_with_pypfopt(peer, verdict)
    if not peer:
        verdict.missed.append("the comparisons with cvxpy and PyPortfolioOpt")
    if verdict.missed:
        print(f"Missed: {', '.join(verdict.missed)}.")
    return 1 if verdict.missed else 0


if __name__ == "__main__":
    sys.exit(main())
