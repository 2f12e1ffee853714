"""PyPortfolioOpt's side: whole shares for weights, by its greedy and by its exact method.

    pypfopt_peer.py PROBLEMS

Runs in an environment of its own that has PyPortfolioOpt. PROBLEMS is a JSON file with a list of
weights, prices and a total; the answer is a line of JSON with the shares for each.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pypfopt  # type: ignore[import-not-found]  # only the peers' Python has it


def main() -> None:
    """Answer all problems at once."""
    answers = []
    for problem in json.loads(Path(sys.argv[1]).read_text()):
        prices = pd.Series(problem["prices"])
        shares = {}
        for method in ("greedy", "lp"):
            weights = dict(problem["weights"])
            allocation = pypfopt.DiscreteAllocation(
                weights, prices, total_portfolio_value=problem["total"]
            )
            if method == "greedy":
                found, _ = allocation.greedy_portfolio()
            else:
                found, _ = allocation.lp_portfolio(solver="HIGHS")
            shares[method] = {symbol: int(count) for symbol, count in found.items()}
        answers.append(shares)
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
