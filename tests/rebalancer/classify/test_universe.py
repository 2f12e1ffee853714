"""What stands behind a symbol."""

from dataclasses import replace

import pytest

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, MEGA_CAP_TECH
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.companies import company_name
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Security, load_snapshot
from tests.rebalancer.classify.portfolios import with_funds


def behind(
    symbol: str,
    kind: SecurityKind = SecurityKind.UNKNOWN,
    universe: Universe | None = None,
) -> dict[str, float]:
    """Return the weight of every leaf behind *symbol*, by the leaf's key."""
    universe = universe or embedded_universe()
    numbers, weights = universe.expand(symbol, kind)
    return {universe.leaf(int(n)).key: float(w) for n, w in zip(numbers, weights, strict=True) if w}


def only_leaf(symbol: str, kind: SecurityKind = SecurityKind.UNKNOWN) -> Leaf:
    """Return the one leaf behind *symbol*."""
    universe = embedded_universe()
    numbers, weights = universe.expand(symbol, kind)
    assert weights.tolist() == [1.0]
    return universe.leaf(int(numbers[0]))


def test_the_share_classes_of_a_company_are_one_company() -> None:
    alphabet = only_leaf("GOOG")

    assert alphabet is only_leaf("GOOGL")
    assert alphabet.symbols == ("GOOGL", "GOOG")
    assert alphabet.name == "Alphabet Inc."
    assert only_leaf("BRK-A") is only_leaf("BRK-B")


@pytest.mark.parametrize(
    ("symbol", "asset_class"),
    [
        ("SPAXX", AssetClass.CASH),
        ("SGOV", AssetClass.CASH),
        ("BND", AssetClass.BOND),
        ("GLD", AssetClass.COMMODITY),
    ],
)
def test_a_fund_that_is_not_equity_is_its_asset_class(symbol: str, asset_class: AssetClass) -> None:
    leaf = only_leaf(symbol, SecurityKind.FUND)

    assert leaf.asset_class is asset_class
    assert leaf.size is SizeClass.NOT_EQUITY
    assert not leaf.is_opaque


@pytest.mark.parametrize(
    ("kind", "asset_class"),
    [
        (SecurityKind.BOND, AssetClass.BOND),
        (SecurityKind.OPTION, AssetClass.OTHER),
        (SecurityKind.OTHER, AssetClass.OTHER),
    ],
)
def test_where_the_snapshot_is_silent_the_brokers_kind_decides(
    kind: SecurityKind, asset_class: AssetClass
) -> None:
    leaf = only_leaf("912810TM0", kind)

    assert (leaf.asset_class, leaf.size) == (asset_class, SizeClass.NOT_EQUITY)


def test_an_option_on_a_company_is_not_the_company() -> None:
    assert only_leaf("AAPL", SecurityKind.OPTION).asset_class is AssetClass.OTHER


@pytest.mark.parametrize("symbol", ["SCHD", "KRE", "ARKK"])
def test_a_fund_without_a_basket_stays_opaque_and_keeps_its_name(symbol: str) -> None:
    leaf = only_leaf(symbol)

    assert leaf.is_opaque
    assert not leaf.is_company
    assert leaf.key == f"(rest of {symbol})"
    assert leaf.name == f"{load_snapshot().name_of(symbol)}, not looked through"


def test_an_unknown_symbol_is_opaque_unless_the_broker_calls_it_a_stock() -> None:
    unknown = only_leaf("QQXXZZ", SecurityKind.UNKNOWN)
    stock = only_leaf("QQXXZZ", SecurityKind.STOCK)

    assert (unknown.is_opaque, unknown.is_company) == (True, False)
    assert (stock.is_opaque, stock.is_company) == (False, True)
    assert unknown.size is stock.size is SizeClass.UNCLASSIFIED


def test_the_cash_fund_that_issuers_write_xtsla_is_not_tesla() -> None:
    assert "TSLA" not in behind("XTSLA")
    assert only_leaf("XTSLA").is_opaque


def test_a_depositary_receipt_is_a_company_outside_the_us() -> None:
    assert only_leaf("BABA", SecurityKind.STOCK).size is SizeClass.NON_US


def test_membership_of_a_small_cap_index_decides_before_company_value() -> None:
    snapshot = load_snapshot()
    members = [symbol for symbol, _ in snapshot.baskets["RUSSELL2000"].lines]
    values = [
        snapshot.securities[symbol].company_value or 0
        for symbol in members
        if symbol in snapshot.securities
    ]

    assert max(values) > 5
    assert {only_leaf(symbol).size for symbol in members} == {SizeClass.SMALL}


def test_a_member_of_a_small_cap_index_is_a_small_company_even_where_it_is_not_listed() -> None:
    assert "PFBC" not in load_snapshot().securities
    assert only_leaf("PFBC").is_company
    assert only_leaf("PFBC").size is SizeClass.SMALL


def test_a_basket_may_spell_a_share_class_as_its_issuer_does() -> None:
    assert "BRKA" in dict(load_snapshot().baskets["MGV"].lines)
    assert "BRKA" not in behind("MGV")
    assert behind("MGV")["BRK-B"] > 0.014


def test_a_company_that_nobody_puts_a_value_on_is_unclassified() -> None:
    snapshot = load_snapshot()
    unpriced = Security("QQXXZZ", "Unpriced Inc.", "common", "NYSE", "Energy", None)
    universe = Universe(
        replace(snapshot, securities={**snapshot.securities, unpriced.symbol: unpriced})
    )
    number = int(universe.expand("QQXXZZ", SecurityKind.STOCK)[0][0])

    assert universe.leaf(number).size is SizeClass.UNCLASSIFIED
    assert universe.leaf(number).sector == "Energy"


def test_a_fund_of_non_us_stocks_keeps_its_rest_outside_the_us() -> None:
    universe = embedded_universe()
    numbers, weights = universe.expand("VXUS", SecurityKind.FUND)
    leaves = [universe.leaf(int(number)) for number in numbers]
    rest = sum(w for leaf, w in zip(leaves, weights, strict=True) if leaf.is_opaque)

    assert {leaf.size for leaf in leaves} == {SizeClass.NON_US}
    assert rest == pytest.approx(1 - 0.21867)
    assert all(leaf.is_company != leaf.is_opaque for leaf in leaves)


def test_a_basket_without_a_line_may_hold_anything() -> None:
    universe = Universe(with_funds({"EMPTY": []}))
    number = int(universe.expand("EMPTY", SecurityKind.FUND)[0][0])

    assert universe.leaf(number).size is SizeClass.UNCLASSIFIED


def test_a_fund_of_funds_is_looked_through_to_companies_bonds_and_cash() -> None:
    lines = [("SPY", 0.5), ("AAPL", 0.2), ("BND", 0.1), ("SPAXX", 0.1)]
    inside = behind("AOX", universe=Universe(with_funds({"AOX": lines})))

    assert inside["AAPL"] == pytest.approx(0.2 + 0.5 * behind("SPY")["AAPL"])
    assert inside["(bonds)"] == pytest.approx(0.1)
    assert inside["(cash)"] == pytest.approx(0.1)
    assert inside["(rest of AOX)"] == pytest.approx(0.1)
    assert sum(inside.values()) == pytest.approx(1)


def test_a_long_chain_of_funds_is_followed_to_its_end_wherever_one_begins() -> None:
    chain = {f"CHAIN{n}": [(f"CHAIN{n + 1}", 1.0)] for n in range(15)}
    universe = Universe(with_funds({**chain, "CHAIN15": [("AAPL", 1.0)]}))

    assert behind("CHAIN0", universe=universe) == {"AAPL": 1.0}
    assert behind("CHAIN7", universe=universe) == {"AAPL": 1.0}


def test_what_a_fund_holds_of_itself_is_opaque() -> None:
    universe = Universe(with_funds({"LOOP": [("AAPL", 0.6), ("LOOP", 0.4)]}))

    assert behind("LOOP", universe=universe) == pytest.approx({"AAPL": 0.6, "(rest of LOOP)": 0.4})


@pytest.mark.parametrize("first", ["EGG", "HEN"])
def test_funds_that_hold_each_other_come_out_the_same_whichever_is_asked_first(
    first: str,
) -> None:
    circle = with_funds({"EGG": [("HEN", 0.5), ("AAPL", 0.5)], "HEN": [("EGG", 1.0)]})
    universe = Universe(circle)
    universe.expand(first, SecurityKind.FUND)

    assert behind("EGG", universe=universe) == pytest.approx({"AAPL": 0.5, "(rest of EGG)": 0.5})
    assert behind("HEN", universe=universe) == pytest.approx({"AAPL": 0.5, "(rest of HEN)": 0.5})


def test_the_embedded_universe_is_built_once() -> None:
    assert embedded_universe() is embedded_universe()


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Alphabet Inc. - Class C Capital Stock", "Alphabet Inc."),
        ("Moog Inc. New", "Moog Inc."),
        ("Apple Inc.", "Apple Inc."),
        (" - Units", " - Units"),
    ],
)
def test_a_companys_name_does_without_its_share_class(listed: str, name: str) -> None:
    assert company_name(listed) == name


def test_the_named_baskets_hold_known_companies_by_their_main_share_class() -> None:
    snapshot = load_snapshot()

    assert {basket.key for basket in DEFAULT_CLASSIFICATION.baskets} == {
        "magnificent_seven",
        "mega_cap_tech",
    }
    assert len(MAGNIFICENT_SEVEN.companies) == 7
    assert MAGNIFICENT_SEVEN.companies < MEGA_CAP_TECH.companies
    for company in MEGA_CAP_TECH.companies:
        assert company in snapshot.securities
        assert snapshot.company_of(company) == company
