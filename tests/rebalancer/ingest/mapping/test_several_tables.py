"""A file of several tables, and one that leaves the prices to the market snapshot."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.ingest.files import read_mapped
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows
from rebalancer.ingest.mapping.mapping import Mapping, problems
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str, Mapping], ImportResult]


def guess(text: str) -> Mapping:
    return guess_mapping(read_rows(text.encode(), "file.csv"), "My bank")


@pytest.fixture
def read(snapshot: Snapshot) -> Read:
    return lambda text, mapping: read_mapped(text.encode(), "file.csv", mapping, snapshot)


SECTIONS = """\
#holdings
account,symbol,shares
Mine,VTI,10
Mine,CASH,500

#symbols
symbol,shares,price
VTI,1.5,2
AAPL,1.5,200
"""


def test_another_table_of_the_file_is_not_mixed_up_with_the_holdings(
    read: Read,
) -> None:
    mapping = guess(SECTIONS.replace("#symbols\n", ""))
    assert mapping.roles == (Column.ACCOUNT, Column.SYMBOL, Column.QUANTITY)
    for text in (SECTIONS, SECTIONS.replace("#symbols\n", "")):
        result = read(text, mapping)
        (account,) = result.portfolio.accounts
        assert [(each.symbol, each.quantity) for each in account.positions] == [
            ("VTI", Decimal(10))
        ]
        assert account.cash == Decimal(500)
        others = [row for row in result.skipped if "another table" in row.reason]
        assert len(others) == len(text.splitlines()) - 5


def test_shares_without_a_price_are_worth_the_snapshot_s(read: Read) -> None:
    mapping = guess("symbol,shares\nVTI,10\nQZZQ,10\n")
    result = read("symbol,shares\nVTI,10\nQZZQ,10\n", mapping)
    assert [position.symbol for _, position in result.portfolio.holdings()] == ["VTI"]
    assert WarningCode.EMBEDDED_PRICE in {each.code for each in result.warnings}
    assert [row.line for row in result.skipped] == [3]
    nameless = replace(mapping, roles=(Column.DESCRIPTION, Column.QUANTITY))
    assert problems(nameless)[0].startswith("Say which column is the price, or the value")
