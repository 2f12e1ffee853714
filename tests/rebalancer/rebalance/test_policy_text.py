"""A policy is written as it is read, and whatever a file says is a policy or a sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import (
    Mode,
    Objective,
    Policy,
    RebalanceTo,
    RecentTrade,
    Restrictions,
    Target,
    Trading,
)
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import TaxRules, WashSales
from rebalancer.rebalance.tax.year import FilingStatus
from tests.rebalancer.rebalance.test_policy_file import TITLES

shares = st.floats(0, 1, allow_nan=False).map(lambda share: round(share, 4))
amounts = st.decimals("0.01", "1e9", places=2)
symbols = st.sampled_from(["AAPL", "VTI", "BRK-B", "IWM"])
specific_lots = st.builds(
    SpecificLot,
    account=st.just("1001"),
    symbol=symbols,
    acquired=st.none() | st.dates(),
    quantity=amounts,
)
policies = st.builds(
    Policy,
    as_of=st.none() | st.dates(),
    targets=st.lists(
        st.builds(Target, key=st.sampled_from([*TITLES, "symbol:VTI"]), maximum=shares)
        | st.builds(
            Target,
            key=st.sampled_from([*TITLES]),
            target=shares,
            band=st.none() | shares,
            relative_band=st.none() | shares,
            to=st.sampled_from(RebalanceTo),
        )
        | st.builds(
            Target,
            key=st.sampled_from([*TITLES]),
            target=shares,
            band=st.just(0.05),
            destination=st.sampled_from([0.0, 0.0175, 0.05]),
        ),
        max_size=4,
        unique_by=lambda target: target.key,
    ).map(tuple),
    buy=st.lists(symbols, unique=True).map(tuple),
    trading=st.builds(
        Trading,
        mode=st.sampled_from(Mode),
        objective=st.sampled_from(Objective),
        contribute=st.dictionaries(st.sampled_from(["1001", "Roth"]), amounts),
        cash_buffer=shares,
        whole_shares=st.booleans(),
        whole_shares_by=st.dictionaries(st.sampled_from(["etf", "stock", "1001"]), st.booleans()),
        sell_fractions=st.booleans(),
        lot_relief=st.sampled_from(LotRelief),
        lot_relief_by=st.dictionaries(st.just("1001"), st.sampled_from(LotRelief)),
        min_trade=amounts,
        cost_bp=st.floats(0, 1000),
        spread_bp=st.dictionaries(st.sampled_from(["default", "VTI"]), st.floats(0, 1000)),
        ticket_fee=amounts,
        min_position=amounts,
        turnover_max=st.none() | shares,
    ),
    tax=st.builds(
        TaxRules,
        short_term_rate=shares,
        realised=st.builds(Gains, short=amounts.map(Decimal.__neg__), long=amounts),
        loss_carryforward=st.builds(Gains, long=amounts),
        gain_budget=st.none() | amounts,
        wait_for_long_term=st.integers(0, 367),
        wash_sales=st.sampled_from(WashSales),
    )
    | st.builds(
        TaxRules,
        filing_status=st.sampled_from(FilingStatus),
        income=amounts,
        state_rate=shares,
        niit=st.booleans(),
    ),
    restrictions=st.builds(
        Restrictions,
        lock=st.frozensets(symbols),
        equivalents=st.sampled_from([(), (("AAPL", "VTI"), ("IWM",))]),
    ),
    orders=st.lists(
        st.builds(
            FixedOrder,
            account=st.just("1001"),
            symbol=symbols,
            action=st.sampled_from(Deal),
            quantity=st.just(Decimal(0)) | amounts,
        ),
        max_size=2,
    ).map(tuple),
    recent_trades=st.lists(
        st.builds(
            RecentTrade,
            account=st.just("1001"),
            symbol=symbols,
            action=st.sampled_from(Deal),
            day=st.dates(),
            quantity=amounts,
            price=st.none() | amounts,
            gain=st.none() | amounts.map(Decimal.__neg__),
        ),
        max_size=2,
    ).map(tuple),
)


words = st.sampled_from(
    ["max", "target", "band", "edge", "half", "5/25", "SPY", "own", "raise_cash", "buy", "single"]
)
values = st.recursive(
    st.booleans()
    | st.integers(-1, 40)
    | st.integers(10**300, 10**400)
    | st.floats()
    | st.floats(0, 1)
    | st.dates()
    | st.datetimes()
    | words
    | st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=4,
)


def tables(keys: str) -> st.SearchStrategy[object]:
    """Return tables with some of *keys* and whatever in them, or something that is no table."""
    return values | st.dictionaries(st.sampled_from(keys.split()), values, max_size=4)


contents = st.fixed_dictionaries(
    {},
    optional={
        "as_of": values,
        "targets": st.dictionaries(
            st.sampled_from(["small_cap", "single_company", "class:bond", "symbol:vti", "symbol:"]),
            tables("min max target band relative_band rule to destination"),
            max_size=3,
        ),
        "buy": tables("symbols style"),
        "trading": tables(
            "mode objective contribute withdraw cash_buffer whole_shares min_trade cost_bp "
            "spread_bp ticket_fee min_position turnover_max lot_relief"
        ),
        "tax": tables(
            "short_term_rate filing_status income niit realised loss_carryforward gain_budget "
            "wash_sales wait_for_long_term"
        ),
        "restrictions": tables("do_not_sell do_not_buy lock exclude equivalents"),
        "recent_trades": values
        | st.lists(tables("account symbol action date quantity"), max_size=2),
    },
)


@given(policies, st.lists(specific_lots, max_size=2).map(tuple))
def test_a_policy_survives_being_written_and_read(
    policy: Policy, lots: tuple[SpecificLot, ...]
) -> None:
    if LotRelief.SPECIFIC in {policy.trading.lot_relief, *policy.trading.lot_relief_by.values()}:
        policy = replace(policy, trading=replace(policy.trading, specific_lots=lots))
    assert parse_policy(policy_text(policy)) == policy


@settings(max_examples=300)
@given(contents)
def test_whatever_a_file_says_it_is_a_policy_or_a_sentence(content: dict[str, object]) -> None:
    text = tomli_w.dumps(content)
    try:
        policy = parse_policy(text)
    except PolicyError:
        with pytest.raises(PolicyError, match=r"(?s)^policy: “.*\.$"):
            parse_policy(text)
    else:
        assert parse_policy(policy_text(policy)) == policy
