"""The demo portfolios that ship with the app can be read, add up and agree with the snapshot."""

from datetime import date
from importlib.resources import as_file, files

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import Term
from rebalancer.ingest.files import read_file
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot

BROKER_FILES = ["schwab_all_accounts.csv", "fidelity_positions.csv"]
TODAY = date(2026, 8, 21)


def read(name: str, snapshot: Snapshot) -> ImportResult:
    with as_file(files("resources") / "sample" / name) as path:
        return read_file(path, snapshot)


@pytest.mark.parametrize("name", BROKER_FILES)
def test_a_broker_file_is_read_without_a_doubt(name: str, snapshot: Snapshot) -> None:
    result = read(name, snapshot)
    assert result.skipped == ()
    assert result.warnings == ()
    assert result.portfolio.as_of == TODAY
    assert {account.reconciles for account in result.portfolio.accounts} <= {True, None}


def test_the_household_has_three_accounts_and_no_doubt(
    snapshot: Snapshot,
) -> None:
    result = read("household.csv", snapshot)
    assert result.skipped == ()
    assert result.warnings == ()
    assert result.portfolio.as_of == TODAY
    assert [account.tax_treatment for account in result.portfolio.accounts] == [
        TaxTreatment.TAXABLE,
        TaxTreatment.TAX_DEFERRED,
        TaxTreatment.TAX_EXEMPT,
    ]


def test_both_households_are_worth_about_as_much(snapshot: Snapshot) -> None:
    brokers = [read(name, snapshot).portfolio.total_value for name in BROKER_FILES]
    plain = read("household.csv", snapshot).portfolio.total_value
    assert 1_250_000 < plain < 1_300_000
    assert abs(sum(brokers) - plain) < 10_000


@pytest.mark.parametrize("name", [*BROKER_FILES, "household.csv"])
def test_every_price_is_the_snapshot_s(name: str, snapshot: Snapshot) -> None:
    for _, position in read(name, snapshot).portfolio.holdings():
        assert position.price == snapshot.quotes[position.symbol].price


def test_the_lots_have_long_and_short_terms_gains_and_losses(snapshot: Snapshot) -> None:
    taxable = read("household.csv", snapshot).portfolio.accounts[0]
    lots = [(lot, each.price) for each in taxable.positions for lot in each.open_lots]
    assert {lot.term(TODAY) for lot, _ in lots} == {Term.LONG, Term.SHORT}
    gains = [lot.gain(price) for lot, price in lots if price is not None]
    assert any(gain is not None and gain < 0 for gain in gains)
    assert all(gain is not None for gain in gains)
