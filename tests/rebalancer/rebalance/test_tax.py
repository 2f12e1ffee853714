"""What gains cost: netting, brackets, and answers that can be worked out by hand."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.rebalance.tax.netting import NO_GAINS, Gains, Netted, net
from rebalancer.rebalance.tax.taxpayer import BracketTaxpayer, FlatTaxpayer, Situation, Taxpayer
from rebalancer.rebalance.tax.year import FilingStatus, known_years, load_tax_year, nearest_year
from tests.rebalancer.rebalance.households import flat_tax

FLAT = FlatTaxpayer(short_term_rate=Decimal("0.4"), long_term_rate=Decimal("0.2"))

usd = st.integers(-60_000, 60_000).map(Decimal)
losses = st.integers(0, 30_000).map(Decimal)
gains = st.builds(Gains, short=usd, long=usd)
carried = st.builds(Gains, short=losses, long=losses)


def brackets(status: str, income: int, *, state: str = "0", niit: bool = True) -> BracketTaxpayer:
    return BracketTaxpayer(
        year=load_tax_year(2026, FilingStatus(status)),
        status=FilingStatus(status),
        income=Decimal(income),
        state_rate=Decimal(state),
        pays_investment_tax=niit,
    )


def owed(taxpayer: Taxpayer, short: int = 0, long: int = 0) -> Decimal:
    return Situation(taxpayer=taxpayer).owed(Gains(short=Decimal(short), long=Decimal(long)))


def test_a_loss_saves_the_wage_earner_tax_on_three_thousand_and_carries_the_rest() -> None:
    single = brackets("single", 100_000)

    assert owed(single, long=-10_000) == Decimal("-660.00")
    assert net(Gains(long=Decimal(-10_000))).carried == Gains(long=Decimal(7000))


def test_gains_are_free_up_to_the_room_in_the_zero_bracket() -> None:
    single = brackets("single", 60_000)

    assert owed(single, long=5_550) == 0
    assert owed(single, long=20_000) == Decimal("2167.50")


def test_the_investment_tax_meets_only_what_is_above_its_threshold() -> None:
    couple = brackets("married_joint", 240_000)

    assert owed(couple, long=30_000) == Decimal(5260)
    assert owed(brackets("married_joint", 240_000, niit=False), long=30_000) == Decimal(4500)


def test_a_state_takes_its_share_of_gains_and_gives_it_back_on_losses() -> None:
    single = brackets("single", 100_000, state="0.05")

    assert owed(single, long=10_000) == Decimal(2000)
    assert owed(single, short=-10_000) == Decimal(-3000) * Decimal("0.27")


def test_a_short_term_gain_can_push_a_long_term_gain_out_of_the_zero_bracket() -> None:
    # 43,900 of taxable wages and 5,550 of gains fill the zero bracket; a further 1,000 of
    # short-term gain costs 12 % itself and 15 % of as much long-term gain
    single = Situation(taxpayer=brackets("single", 60_000))
    filled = Gains(long=Decimal(5550))

    assert single.owed(filled + Gains(short=Decimal(1000))) - single.owed(filled) == 270


def test_a_deduction_that_wages_do_not_use_shelters_gains() -> None:
    assert owed(brackets("single", 6_100), long=49_450 + 10_000) == 0
    assert owed(brackets("single", 6_100), long=49_450 + 10_000 + 100) == 15


def test_married_and_separate_deduct_half_of_a_loss() -> None:
    separate = Situation(taxpayer=brackets("married_separate", 100_000))

    assert separate.netted(Gains(short=Decimal(-5000))).deducted == 1500


def test_a_long_term_loss_offsets_a_short_term_gain_at_its_rate() -> None:
    base = Situation(taxpayer=FLAT, realised=Gains(short=Decimal(10_000)))

    assert base.owed(Gains(long=Decimal(-10_000))) == -4000


def test_a_carried_loss_meets_gains_of_its_own_term_first() -> None:
    netted = net(Gains(short=Decimal(1000), long=Decimal(5000)), carried=Gains(short=Decimal(3000)))

    assert netted == Netted(long=Decimal(3000))


def test_a_short_term_loss_is_deducted_before_a_long_term_one() -> None:
    netted = net(Gains(short=Decimal(-2000), long=Decimal(-4000)))

    assert netted.deducted == 3000
    assert netted.carried == Gains(short=Decimal(0), long=Decimal(3000))


@given(gains, carried)
def test_netting_loses_no_dollar(year: Gains, before: Gains) -> None:
    netted = net(year, before)
    left = netted.short + netted.long - netted.deducted

    assert left - netted.carried.short - netted.carried.long == (
        year.short + year.long - before.short - before.long
    )
    assert min(netted.short, netted.long, netted.deducted) >= 0
    assert min(netted.carried.short, netted.carried.long) >= 0
    assert not (left > 0 and netted.deducted)
    assert netted.deducted <= 3000


@given(gains)
def test_flat_netting_is_linear_in_five_regions(year: Gains) -> None:
    assert Situation(taxpayer=FLAT).owed(year) == flat_tax(year.short, year.long)


@given(gains, carried, gains, st.sampled_from(FilingStatus), st.integers(0, 700_000))
def test_the_average_rates_add_up_to_the_tax(
    year: Gains, before: Gains, plan: Gains, status: FilingStatus, income: int
) -> None:
    situation = Situation(
        taxpayer=brackets(status, income, state="0.05"), realised=year, carried=before
    )

    rates = situation.rates(plan)

    assert abs(rates.short * plan.short + rates.long * plan.long - situation.owed(plan)) < 1e-15
    assert min(rates.short, rates.long) > -1
    assert max(rates.short, rates.long) < 1


@given(
    gains, st.sampled_from(FilingStatus), st.integers(0, 700_000), st.sampled_from(Gains.__slots__)
)
def test_the_rate_changes_only_at_the_kinks(
    start: Gains, status: FilingStatus, income: int, term: str
) -> None:
    taxpayer = brackets(status, income)
    short, long = abs(start.short), abs(start.long)

    def tax(more: Decimal) -> Decimal:
        return taxpayer.owed(net(Gains(short=short, long=long) + Gains(**{term: more})))

    base = net(Gains(short=short, long=long))
    inside = {kink for kink in taxpayer.kinks(base) if 0 < kink < 50_000}
    points = sorted({Decimal(0), Decimal(50_000), *inside})

    for low, high in pairwise(points):
        assert abs(tax((low + high) / 2) - (tax(low) + tax(high)) / 2) < 1e-9


def rising(numbers: Iterable[Decimal]) -> bool:
    return all(low < high for low, high in pairwise(numbers))


@pytest.mark.parametrize("status", FilingStatus)
def test_the_figures_of_a_year_are_complete(status: FilingStatus) -> None:
    year = load_tax_year(2026, status)

    assert known_years() == (2026,)
    assert nearest_year(2031) == 2026
    assert not year.verified
    for schedule in (year.ordinary, year.long_term):
        assert rising(schedule.tops)
        assert rising(schedule.rates)
        assert len(schedule.rates) == len(schedule.tops) + 1


def test_no_gains_owe_nothing() -> None:
    assert Situation(taxpayer=FLAT).owed(NO_GAINS) == 0
