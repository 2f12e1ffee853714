"""Print what the importer makes of every file below some folders, as one Markdown table.

    .venv/bin/python packaging/import_table.py FOLDER [FOLDER ...]

A file that is refused shows the sentence that a person would read.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from rebalancer import pipeline
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.errors import RebalancerError

HEADER = ("file", "accounts", "positions", "lots", "reconciles", "recognised as, or why not")


def rows(folders: Sequence[Path]) -> Iterator[tuple[str, ...]]:
    """Yield a row per file, in the order of their names."""
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield (f"{path.parent.name}/{path.name}", *describe(path))


def describe(path: Path) -> tuple[str, ...]:
    """Return what one import brings: counts, and how it was recognised."""
    try:
        imported = pipeline.import_files([path], embedded_universe())
    except RebalancerError as error:
        return "", "", "", "", str(error)
    accounts = imported.portfolio.accounts
    positions = [position for account in accounts for position in account.positions]
    return (
        str(len(accounts)),
        str(len(positions)),
        str(sum(len(position.lots) for position in positions)),
        ", ".join(sorted({reconciled(account) for account in accounts})),
        ", ".join(source.format for source in imported.sources),
    )


def reconciled(account: Account) -> str:
    """Return whether an account adds up to its file's own total, in a word."""
    return {True: "yes", False: "no", None: "no total"}[account.reconciles]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    for row in (HEADER, ("---",) * len(HEADER), *rows(parser.parse_args().folders)):
        print(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |")


if __name__ == "__main__":
    main()
