"""Our side of the solver's benchmarks: does what it is told line by line, and says how it went.

    ours.py SIZE ARRAYS

Writes the linear program of a household to the file ARRAYS first, for the peers. Then each line
on standard input names a measurement, and each answer is one line of JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rebalancer.classify.universe import embedded_universe
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.solve import make_plan
from rebalancer.rebalance.solver.highs import WarmSolver, load
from rebalancer.rebalance.solver.optimise import solve_fractional
from rebalancer.rebalance.solver.proof import prove
from tests.benchmarks.solving.households import TODAY, household, policy

SIZES = {"5,000 lots": (500, 5000, 5, 0.35), "25,000 lots": (2500, 25_000, 10, 0.20)}
"""Positions, lots, accounts, and the cap on the Magnificent Seven: it takes much trading."""

Answer = dict[str, object]


class Bench:
    """One household, and everything that is measured on it."""

    def __init__(self, size: str) -> None:
        positions, lots, accounts, self.cap = SIZES[size]
        self.portfolio = household(positions, lots, accounts)
        self.wish = policy(self.cap)
        self.joint = self.model(self.cap)
        self.steps = [self.model(self.cap - step / 200) for step in range(9)]
        self.solver = WarmSolver(self.joint.program)
        self.fractional = solve_fractional(self.joint, self.solver)

    def model(self, cap: float) -> JointModel:
        """Return the model of the household under a cap on the Magnificent Seven."""
        return JointModel(pose(self.portfolio, policy(cap), embedded_universe(), TODAY))

    def write(self, path: Path) -> None:
        """Write the program and its charges for others to solve."""
        program = self.joint.program
        np.savez(
            path,
            charges=self.joint.weighed,
            lower=program.lower,
            upper=program.upper,
            row_lower=program.row_lower,
            row_upper=program.row_upper,
            start=program.start,
            index=program.index,
            value=program.value,
        )

    def lp(self) -> Answer:
        """Solve the linear program from its arrays."""
        return {"objective": WarmSolver(self.joint.program).minimise(self.joint.weighed).objective}

    def plain(self) -> Answer:
        """Solve it with HiGHS as it comes: from scratch, after its own presolve."""
        highs = load(self.joint.program, self.joint.weighed)
        highs.run()
        return {"objective": highs.getInfo().objective_function_value}

    def warm(self) -> Answer:
        """Solve it again after the cap moved by half a point: a step of the slider."""
        self.steps = self.steps[1:] + self.steps[:1]
        self.solver.move_to(self.steps[0].program)
        return {"objective": self.solver.minimise(self.joint.weighed).objective}

    def certificate(self) -> Answer:
        """Prove what no plan can beat."""
        proof = prove(self.joint, self.fractional, self.fractional.best.x)
        return {"gap": proof.gap}

    def plan(self) -> Answer:
        """Make a whole plan: from the portfolio and the policy to trades in whole shares."""
        made = make_plan(self.portfolio, self.wish, embedded_universe(), as_of=TODAY)
        proof = made.proof
        assert proof is not None
        return {
            "trades": len(made.trades),
            "bp": proof.share_of_value * 10_000,
            "of_cost": proof.share_of_cost,
        }

    def answer(self, asked: str) -> Answer:
        """Do one measurement, and return what came of it with the milliseconds it took."""
        measurement: Callable[[], Answer] = getattr(self, asked)
        started = time.perf_counter()
        result = measurement()
        return {"ms": (time.perf_counter() - started) * 1e3, **result}


def main() -> None:
    """Answer until there is nothing more to answer."""
    bench = Bench(sys.argv[1])
    bench.write(Path(sys.argv[2]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(bench.answer(line.strip())), flush=True)


if __name__ == "__main__":
    main()
