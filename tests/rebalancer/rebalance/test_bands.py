"""Tolerance bands: when something is traded, and how far."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.account import Account, Position
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.plan import Action, PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.policy import RebalanceTo, Target
from rebalancer.rebalance.policy.target_file import BandRule, rule_of, with_rule
from tests.rebalancer.rebalance.households import (
    account,
    bought,
    lot,
    plan,
    position,
    traded,
)

STEP = 2e-5
"""What a thousandth of a share is of a small household, as a share of it."""


def a_million(share: str) -> Account:
    """Return $1,000,000 in an account that pays no tax: VTI at $100, and the rest in BND."""
    stocks = int(Decimal(share) * 10_000)
    holdings = (
        position("VTI", "100", lot(str(stocks), "90")),
        position("BND", "100", lot(str(10_000 - stocks), "90")),
    )
    return account("1", "tax_exempt", *holdings)


def vti(keys: str) -> str:
    """Return the policy that wants 60 % in VTI."""
    return (
        f'[targets]\n"symbol:VTI" = {{ target = 0.6, {keys} }}\n[buy]\nsymbols = ["VTI", "BND"]\n'
    )


def moved(result: TradePlan) -> Decimal:
    """Return USD of VTI that the plan sells."""
    return sum(
        (t.value for t in result.trades if (t.symbol, t.action) == ("VTI", Action.SELL)),
        start=Decimal(0),
    )


@pytest.mark.parametrize(
    ("share", "keys", "expected"),
    [
        ("0.615", "band = 0.02", 0),
        ("0.62", "band = 0.02", 0),  # the edge of a band is inside it
        ("0.6201", "band = 0.02", 20_100),
        ("0.625", "rule = '200/175'", 7_500),
        ("0.62", "rule = '200/175'", 0),
        ("0.73", "rule = '20/half'", 70_000),
        ("0.72", "rule = '20/half'", 0),
        ("0.73", "relative_band = 0.2, to = 'edge'", 10_000),
        ("0.73", "relative_band = 0.2", 130_000),
        ("0.65", "rule = '5/25'", 0),  # 5 points are less than a quarter of 60 %
        ("0.66", "rule = '5/25'", 60_000),
        ("0.66", "rule = '5/25', to = 'edge'", 10_000),
        ("0.66", "rule = '5/25', destination = 0.03", 30_000),
        ("0.64", "band = 0.03, destination = 0.0125", 27_500),
        ("0.64", "band = 0.03, destination = 0", 40_000),
        ("0.64", "band = 0.03, relative_band = 0.1, to = 'edge'", 10_000),
    ],
)
def test_a_band_says_when_to_trade_and_how_far(share: str, keys: str, expected: int) -> None:
    result = plan([a_million(share)], vti(keys))

    assert moved(result) == expected
    assert bought(result, "BND") * 100 == expected
    assert (result.status is PlanStatus.NOTHING_TO_DO) == (expected == 0)


@pytest.mark.parametrize(("share", "expected"), [("0.575", 7_500), ("0.47", 130_000)])
def test_what_has_fallen_below_its_band_is_bought(share: str, expected: int) -> None:
    rule = "rule = '200/175'" if share == "0.575" else "relative_band = 0.2"

    result = plan([a_million(share)], vti(rule))

    assert bought(result, "VTI") * 100 == expected


def test_the_smaller_of_both_bands_is_a_quarter_for_a_small_target() -> None:
    # a quarter of 4 % is 1 point: 5.1 % is out of it, 4.9 % is not
    policy = (
        '[targets]\n"symbol:VTI" = { target = 0.04, rule = "5/25" }\n[buy]\nsymbols = ["BND"]\n'
    )

    assert moved(plan([a_million("0.051")], policy)) == 11_000
    assert plan([a_million("0.049")], policy).trades == ()


def test_a_rule_stands_for_what_it_says() -> None:
    (target,) = parse_policy(vti("rule = '200/175'")).targets

    assert target == Target(key="symbol:VTI", target=0.6, band=0.02, destination=0.0175)
    assert target.way_back == 0.0175
    for keys in ("rule = '5/25', destination = 0.03", "rule = '20/half'", "rule = '200/175'"):
        policy = parse_policy(vti(keys))
        assert parse_policy(policy_text(policy)) == policy


@pytest.mark.parametrize("rule", BandRule)
def test_a_rule_is_known_by_what_it_says_and_gives_way_to_a_plain_band(rule: BandRule) -> None:
    plain = Target(key="symbol:VTI", target=0.2, band=0.1)

    ruled = with_rule(plain, rule)

    assert rule_of(ruled) is rule
    assert rule_of(plain) is None
    assert with_rule(ruled, None) == Target(
        key="symbol:VTI", target=0.2, band=ruled.tolerance, to=ruled.to
    )


def test_half_of_the_way_is_half_of_the_narrower_band() -> None:
    target = Target(key="symbol:VTI", target=0.6, band=0.1, relative_band=0.1, to=RebalanceTo.HALF)

    assert target.tolerance == pytest.approx(0.06)
    assert target.way_back == pytest.approx(0.03)
    assert Target(key="symbol:VTI", maximum=0.5).tolerance == 0


MEMBERS = {
    "magnificent_seven": "AAPL",
    "mega_cap_tech": "MSFT",
    "mega_cap": "XOM",
    "large_cap": "HBAN",
    "mid_cap": "AAL",
    "small_cap": "IJR",
    "micro_cap": "AARD",
    "class:stock": "VTI",
    "class:bond": "BND",
    "class:cash": "CASH",
    "class:commodity": "GLD",
    "symbol:VXUS": "VXUS",
}
"""Something that lies in each class as a whole."""


def half_of(symbol: str, share: float) -> Account:
    """Return $1,000,000 of which *share* is in *symbol*, and the rest in something of no class."""
    other = "GLD" if symbol == "BND" else "BND"
    inside = round(share * 10_000)
    rest = position(other, "100", lot(str(10_000 - inside), "90"))
    if symbol == "CASH":
        return account("1", "tax_exempt", rest, cash=str(inside * 100))
    return account("1", "tax_exempt", position(symbol, "100", lot(str(inside), "90")), rest)


@pytest.mark.parametrize("key", MEMBERS)
@pytest.mark.parametrize(
    ("wish", "held", "expected"),
    [
        ("target = 0.3, band = 0.05", 0.34, 0.34),
        ("target = 0.3, band = 0.05", 0.4, 0.3),
        ("target = 0.3, band = 0.05", 0.2, 0.3),
        ("target = 0.3, rule = '20/half'", 0.4, 0.33),
        ("target = 0.3, rule = '20/half'", 0.2, 0.27),
        ("target = 0.3, rule = '200/175'", 0.25, 0.2825),
        ("max = 0.3", 0.4, 0.3),
        ("min = 0.3", 0.2, 0.3),
    ],
)
def test_every_class_can_have_bounds_and_a_band(
    key: str, wish: str, held: float, expected: float
) -> None:
    symbol = MEMBERS[key]
    other = "GLD" if symbol == "BND" else "BND"
    policy = f'[targets]\n"{key}" = {{ {wish} }}\n[buy]\nsymbols = ["{symbol}", "{other}"]\n'

    result = plan([half_of(symbol, held)], policy)

    (outcome,) = result.outcomes
    assert outcome.before == pytest.approx(held)
    assert outcome.after == pytest.approx(expected, abs=1e-9)
    assert outcome.shortfall == 0
    assert (result.trades == ()) == (held == expected)


def test_bonds_that_cannot_be_traded_count_for_their_class() -> None:
    treasury = position("912828XX1", "100", lot("3000", "98"), kind=SecurityKind.BOND)
    fund = position("VTI", "100", lot("7000", "90"))
    policy = '[targets]\n"class:bond" = { target = 0.3, band = 0.02 }\n'

    assert plan([account("1", "tax_exempt", treasury, fund)], policy).trades == ()


TREATMENTS = st.sampled_from(["taxable", "tax_exempt"])
WISHED = {"VTI": 0.5, "BND": 0.3, "GLD": 0.2}
BANDS = (
    "band = 0.05",
    "relative_band = 0.2, to = 'edge'",
    "band = 0.04, destination = 0.01",
    "rule = '5/25'",
    "rule = '200/175'",
    "rule = '20/half'",
)


@settings(max_examples=40)
@given(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), st.sampled_from(BANDS))
def test_only_what_is_out_of_its_band_is_traded_and_it_is_brought_back_as_far_as_asked(
    cuts: tuple[int, int], keys: str
) -> None:
    first, second = sorted(cuts)
    held = dict(zip(WISHED, (first, second - first, 1000 - second), strict=True))
    targets = "\n".join(
        f'"symbol:{symbol}" = {{ target = {share}, {keys} }}' for symbol, share in WISHED.items()
    )
    policy = f"[targets]\n{targets}\n[trading]\nwhole_shares = false\n"

    result = plan([account("1", "tax_exempt", *_holdings(held))], policy)

    wishes = {target.key.removeprefix("symbol:"): target for target in result.policy.targets}
    too_much, too_little = 0.0, 0.0
    for symbol, wish in wishes.items():
        share, target = held[symbol] / 1000, wish.target or 0.0
        too_much += max(0.0, share - target - wish.way_back) if wish.is_left(share) else 0.0
        too_little += max(0.0, target - wish.way_back - share) if wish.is_left(share) else 0.0
    for (symbol, wish), outcome in zip(wishes.items(), result.outcomes, strict=True):
        share, change = held[symbol] / 1000, outcome.after - outcome.before
        if wish.is_left(share):
            assert abs(outcome.after - WISHED[symbol]) <= wish.way_back + STEP
        elif too_much >= too_little:
            assert change >= -STEP  # nothing of it has to pay for the others
        else:
            assert change <= STEP  # and nothing of the others is left over for it
        if too_much == too_little == 0:
            assert change == 0


def _holdings(shares: dict[str, int]) -> list[Position]:
    return [
        position(symbol, "100", lot(str(count), "90")) for symbol, count in shares.items() if count
    ]


@settings(max_examples=40)
@given(st.integers(1, 9_999), st.integers(1, 30), st.integers(0, 30), TREATMENTS)
def test_inside_a_band_nothing_is_traded_and_outside_it_the_destination_is_reached(
    held: int, band: int, way: int, treatment: str
) -> None:
    # a band in whole percentage points, and a destination inside it
    destination = min(way, band) / 100
    keys = f"band = {band / 100}, destination = {destination}"
    household = half_of("VTI", held / 10_000)

    result = plan([account("1", treatment, *household.positions)], vti(keys))

    off = held / 10_000 - 0.6
    if abs(round(off, 4)) <= band / 100:
        assert result.trades == ()
        assert result.status is PlanStatus.NOTHING_TO_DO
    else:
        assert abs(result.outcomes[0].after - 0.6) == pytest.approx(destination, abs=1e-9)
        assert traded(result).keys() == {
            ("sell" if off > 0 else "buy", "1", "VTI"),
            ("buy" if off > 0 else "sell", "1", "BND"),
        }
