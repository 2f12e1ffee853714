"""cvxpy's side: the same linear program from the same arrays, by the same solver.

    cvxpy_peer.py ARRAYS

Runs in an environment of its own that has cvxpy. Each line on standard input is one solve.
"""

import json
import sys
import time

import cvxpy  # type: ignore[import-not-found]  # only the peers' Python has it
import numpy as np
import scipy.sparse  # type: ignore[import-untyped]


def solve(arrays: dict[str, np.ndarray]) -> float:
    """Pose the program as cvxpy is meant to be used, and return the objective."""
    shape = len(arrays["row_lower"]), len(arrays["lower"])
    matrix = scipy.sparse.csr_matrix(
        (arrays["value"], arrays["index"], arrays["start"]), shape=shape
    )
    at_least, at_most = np.isfinite(arrays["row_lower"]), np.isfinite(arrays["row_upper"])
    equal = at_least & at_most & (arrays["row_lower"] == arrays["row_upper"])
    x = cvxpy.Variable(shape[1], bounds=[arrays["lower"], arrays["upper"]])
    rows = [
        (matrix[equal] @ x == arrays["row_lower"][equal]),
        (matrix[at_least & ~equal] @ x >= arrays["row_lower"][at_least & ~equal]),
        (matrix[at_most & ~equal] @ x <= arrays["row_upper"][at_most & ~equal]),
    ]
    problem = cvxpy.Problem(cvxpy.Minimize(arrays["charges"] @ x), rows)
    return float(problem.solve(solver=cvxpy.HIGHS))


def main() -> None:
    """Answer until there is nothing more to answer."""
    arrays = dict(np.load(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        objective = solve(arrays)
        milliseconds = (time.perf_counter() - started) * 1e3
        print(json.dumps({"ms": milliseconds, "objective": objective}), flush=True)


if __name__ == "__main__":
    main()
