"""Where something is held is part of what it costs: its income is taxed in some accounts only."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.location import Drag, shipped_income
from rebalancer.rebalance.plan import Action, Located, PlanStatus, TradePlan
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.location import Income, Location
from rebalancer.rebalance.pose import pose
from tests.rebalancer.rebalance.households import (
    TODAY,
    account,
    lot,
    plan,
    position,
    traded,
)

HALVES = """
    [targets]
    "symbol:BND" = { target = 0.5 }
    "symbol:VTI" = { target = 0.5 }
    [buy]
    symbols = ["BND", "VTI"]
    [tax]
    short_term_rate = 0.37
    long_term_rate = 0.20
"""
WEIGHED = f"""{HALVES}
    [location]
    weigh = true
    [location.income]
    stock = {{ yield = 0.013, qualified = 1.0 }}
    bond = {{ yield = 0.045 }}
"""
SWAP = {
    ("sell", "1", "BND"): 500,
    ("buy", "1", "VTI"): 500,
    ("sell", "2", "VTI"): 500,
    ("buy", "2", "BND"): 500,
}


def bonds_where_they_are_taxed(cost: str | None = "100") -> tuple[Account, ...]:
    """Return a household with its bonds in the taxable account, its stocks in the IRA."""
    return (
        account("1", "taxable", position("BND", "100", lot("500", cost))),
        account("2", "tax_deferred", position("VTI", "100", lot("500", "50"))),
    )


def where(result: TradePlan) -> Located:
    """Return what it costs where things are held."""
    assert result.location is not None
    return result.location


def test_bonds_belong_where_their_income_is_not_taxed() -> None:
    result = plan(bonds_where_they_are_taxed(), WEIGHED)

    assert traded(result) == SWAP
    assert where(result).drag_before == Decimal("832.50")
    assert where(result).drag_after == Decimal("130.00")
    assert where(result).moved == 100_000
    assert result.status is PlanStatus.OPTIMAL
    assert result.after.total_value == result.before.total_value
    reasons = [trade.reason.split(". ")[0] for trade in result.trades]
    assert reasons == [
        "Moves BND to Account ...2, where its income is not taxed",
        "Takes VTI over from Account ...2, to make room there",
        "Moves VTI to Account ...1: makes room for what is taxed more",
        "Takes BND over from Account ...1: its income is not taxed here",
    ]
    assert any("costs $832.50 of tax as it is held now" in each for each in result.messages)


def test_unless_it_is_weighed_nothing_moves_and_nothing_is_said() -> None:
    result = plan(bonds_where_they_are_taxed(), HALVES)

    assert result.trades == ()
    assert result.location is None


def test_a_gain_is_realised_for_it_only_where_that_pays() -> None:
    # five years save 3,512; a gain of 10 a share costs 1,000 now, one of 90 costs 9,000
    small = plan(bonds_where_they_are_taxed("90"), WEIGHED)
    large = plan(bonds_where_they_are_taxed("10"), WEIGHED)
    patient = plan(bonds_where_they_are_taxed("10"), WEIGHED.replace("true", "true\nyears = 20"))

    assert small.tax.estimated_tax == 1000
    assert traded(small) == traded(patient) == SWAP
    assert large.trades == ()


@pytest.mark.parametrize("cost", ["120", None], ids=["a loss", "an unknown cost"])
@pytest.mark.parametrize("wash_sales", ["avoid", "warn"])
def test_what_is_or_may_be_a_loss_never_moves(cost: str | None, wash_sales: str) -> None:
    policy = WEIGHED.replace("[location]", f"wash_sales = '{wash_sales}'\n[location]\nyears = 50")

    result = plan(bonds_where_they_are_taxed(cost), policy)

    assert result.trades == ()


def test_between_accounts_that_are_taxed_alike_nothing_moves() -> None:
    accounts = (
        account("1", "taxable", position("BND", "100", lot("500", "100"))),
        account("2", "unknown", position("VTI", "100", lot("500", "100"))),
    )

    assert plan(accounts, WEIGHED).trades == ()


def test_new_money_is_invested_where_its_income_is_taxed_least() -> None:
    accounts = (
        account("1", "taxable", position("VTI", "100", lot("100", "100")), cash="20000"),
        account("2", "tax_deferred", cash="10000"),
    )
    policy = WEIGHED.replace("0.5 }", "0.25 }", 1).replace("target = 0.5", "target = 0.75", 1)

    expected = {("buy", "2", "BND"): 138, ("buy", "1", "VTI"): 200}  # BND costs 72.23
    assert traded(plan(accounts, policy)) == expected


def test_nothing_is_sold_only_because_it_pays_much() -> None:
    policy = WEIGHED.replace(HALVES, "[buy]\nsymbols = ['VTI', 'GLD']\n").replace(
        "weigh = true", "weigh = true\nyears = 50"
    )
    holdings = position("BND", "100", lot("500", "100")), position("IWM", "100", lot("100", "90"))

    assert plan([account("1", "taxable", *holdings, cash="900")], policy).trades == ()


def test_idle_cash_counts_as_income_that_is_taxed() -> None:
    result = plan([account("1", "taxable", cash="10000")], "[location]\nweigh = true\n")
    spread = plan(
        [account("1", "taxable", cash="10000")],
        "[buy]\nsymbols = []\n[location]\nweigh = true\nincome = { cash = { yield = 0.05 } }\n",
    )

    assert where(result).drag_before == Decimal("154.80")  # 3.87 % at 40 %
    assert where(spread).drag_before == where(spread).drag_after == 200


def test_income_is_told_by_symbol_then_by_fund_then_by_what_is_inside() -> None:
    policy = parse_policy(
        """
        [location.income]
        stock = { yield = 0.01, qualified = 1.0 }
        bond = { yield = 0.04, exempt = 0.5 }
        "symbol:vnq" = { yield = 0.05, qualified = 0.2 }
        """
    )
    problem = pose(Portfolio(accounts=()), policy, embedded_universe(), TODAY)
    drag = Drag(problem)

    assert drag.of("VNQ", SecurityKind.FUND) == Decimal("0.05") * Decimal("0.36")
    assert drag.of("SPY", SecurityKind.FUND) == Decimal("0.002")
    assert drag.of("BND", SecurityKind.FUND) == Decimal("0.008")
    assert drag.of("AAPL", SecurityKind.STOCK) == Decimal("0.002")
    assert drag.of("ZZZZ", SecurityKind.UNKNOWN) == Decimal("0.002")
    assert drag.of("MUB", SecurityKind.FUND) == 0


def test_earlier_losses_do_not_make_income_free() -> None:
    policy = parse_policy("[tax.loss_carryforward]\nshort_term = 90000\n")
    problem = pose(Portfolio(accounts=()), policy, embedded_universe(), TODAY)

    assert Drag(problem).cash > 0


def test_what_ships_is_dated_sourced_and_covers_every_kind() -> None:
    shipped = shipped_income()

    assert shipped.as_of.year >= 2026
    assert set(shipped.income) >= {
        each.value for each in AssetClass if each is not AssetClass.OTHER
    }
    assert set(shipped.sources) == set(shipped.income)
    assert all(shipped.sources.values())


def test_every_key_of_a_location_is_read_and_written_back() -> None:
    policy = parse_policy(
        """
        [location]
        weigh = true
        years = 7.5
        [location.income]
        bond = { yield = 0.05 }
        "symbol:schd" = { yield = 0.035, qualified = 0.9, exempt = 0.1 }
        """
    )

    assert policy.location == Location(
        weigh=True,
        years=7.5,
        income={
            "bond": Income(rate=0.05),
            "symbol:SCHD": Income(rate=0.035, qualified=0.9, exempt=0.1),
        },
    )
    assert parse_policy(policy_text(policy)) == policy


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("[location]\nwiegh = true", "is not a key here", "weigh"),
        ("[location]\nyears = 90", "is 90, outside 0 to 50", "50"),
        ("[location.income]\nbonds = {yield = 0.1}", "is not something that pays income", "bond"),
        ("[location.income]\nwine = {yield = 0.1}", "pays income", "Known: stock, bond"),
        ("[location.income]\nbond = {}", "location.income.bond.yield” is missing", "Give the"),
        ("[location.income]\nbond = {yield = 2}", "is 2, outside 0 to 1", "1"),
        (
            "[location.income]\nbond = {yield = 0.1, qualified = 0.8, exempt = 0.3}",
            "and qualified are more than 1 together",
            "",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key(text: str, said: str, remedy: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)

    assert said in str(caught.value)
    assert remedy in caught.value.remedy


# without losses: one that meets a gain is worth something whatever it is replaced by
lots = st.builds(lot, st.integers(1, 300).map(str), st.sampled_from(["60", "99", "100", None]))


@st.composite
def households(draw: st.DrawFn) -> tuple[Account, ...]:
    """Draw two to three accounts that are taxed differently, all at a price of 100."""
    treatments = ["taxable", "tax_deferred", draw(st.sampled_from(["unknown", "tax_exempt"]))]
    accounts = []
    for number, treatment in enumerate(treatments):
        held = draw(
            st.lists(st.sampled_from(["BND", "VTI", "IWM", "GLD"]), max_size=3, unique=True)
        )
        positions = [position(symbol, "100", draw(lots)) for symbol in held]
        cash = str(draw(st.integers(1, 20_000)))
        accounts.append(account(str(number), treatment, *positions, cash=cash))
    return tuple(accounts)


CASH_THAT_IS_TAXED = (
    account("0", "taxable", cash="1"),
    account("1", "tax_deferred", position("VTI", "100", lot("5", "60")), cash="1"),
    account("2", "unknown", cash="472"),
)


@example(CASH_THAT_IS_TAXED, 40)  # once gold took the place of shares, to be rid of the cash
@settings(max_examples=25)
@given(households(), st.sampled_from([1, 10, 40]))
def test_what_the_household_holds_stays_and_its_income_is_taxed_no_more(
    accounts: tuple[Account, ...], years: int
) -> None:
    policy = f"""
        [targets]
        magnificent_seven = {{ max = 1.0 }}
        [buy]
        symbols = ["BND", "VTI", "IWM", "GLD"]
        [location]
        weigh = true
        years = {years}
    """

    result = plan(accounts, policy)

    books = check_plan(result, Portfolio(accounts=accounts))
    assert [check.detail for check in books if not check.passed] == []
    assert where(result).drag_after <= where(result).drag_before
    for symbol in {trade.symbol for trade in result.trades}:
        sides = {
            action: sum(t.value for t in result.trades if (t.symbol, t.action) == (symbol, action))
            for action in Action
        }
        assert sides[Action.SELL] <= sides[Action.BUY]


def test_a_loss_that_moves_into_another_account_is_found() -> None:
    household = bonds_where_they_are_taxed()
    found = plan(list(household), WEIGHED)
    assert check_plan(found, Portfolio(accounts=household))
    sale = next(
        trade for trade in found.trades if trade.action is Action.SELL and trade.account == "1"
    )
    losing = replace(sale, lots=tuple(replace(lot, gain=Decimal(-5)) for lot in sale.lots))
    others = tuple(trade for trade in found.trades if trade is not sale)
    checks = check_plan(replace(found, trades=(losing, *others)), Portfolio(accounts=household))
    (wrong,) = (check for check in checks if check.name == "One side only")
    assert "moves what may be a loss into another account" in wrong.detail
