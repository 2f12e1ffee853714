"""What a year's gains cost a household: at two flat rates, or by the federal brackets.

A ``Situation`` is a taxpayer with what the year and earlier years have brought already; its
``owed`` is exact, piecewise linear, and not convex: netting and stacking see to that.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from typing_extensions import override

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.tax.netting import LOSS_LIMIT, NO_GAINS, Gains, Netted, net
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.year import FilingStatus, TaxYear, load_tax_year, nearest_year

_NEXT_DOLLAR = Decimal(1)


class Taxpayer(ABC):
    """Somebody who owes tax on what netting leaves."""

    @property
    @abstractmethod
    def loss_limit(self) -> Decimal:
        """USD of net loss a year that other income absorbs."""

    @abstractmethod
    def owed(self, netted: Netted) -> Decimal:
        """Return the year's tax in USD, wages included where they are known."""

    @property
    @abstractmethod
    def words(self) -> str:
        """How the gains are taxed, as a sentence."""

    @abstractmethod
    def kinks(self, netted: Netted) -> Iterable[Decimal]:
        """Yield the further USD of short- or long-term gain at which the rate may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTaxpayer(Taxpayer):
    """Pays a rate on each kind of gain; a deducted loss saves the short-term rate."""

    short_term_rate: Decimal
    long_term_rate: Decimal
    loss_limit: Decimal = LOSS_LIMIT

    @override
    def owed(self, netted: Netted) -> Decimal:
        taxed = (netted.short - netted.deducted) * self.short_term_rate
        return taxed + netted.long * self.long_term_rate

    @property
    @override
    def words(self) -> str:
        return (
            f"At flat rates of {self.short_term_rate:.1%} for short-term "
            f"and {self.long_term_rate:.1%} for long-term gains."
        )

    @override
    def kinks(self, netted: Netted) -> Iterable[Decimal]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketTaxpayer(Taxpayer):
    """Pays by the federal brackets of a year, with a flat state rate on top.

    Attributes:
        income: USD of other ordinary income (wages, interest) before the standard deduction.
        state_rate: Share (0..1) of every gain, and of every loss that is deducted.
        pays_investment_tax: Whether the net investment income tax is computed.
    """

    year: TaxYear
    status: FilingStatus
    income: Decimal
    state_rate: Decimal = ZERO
    pays_investment_tax: bool = True

    @property
    @override
    def loss_limit(self) -> Decimal:
        return self.year.loss_limit

    @property
    @override
    def words(self) -> str:
        on_top = [
            *(["the net investment income tax"] if self.pays_investment_tax else []),
            *([f"{self.state_rate:.1%} to the state"] if self.state_rate else []),
        ]
        return (
            f"By the federal brackets of {self.year.year}, {self.status.replace('_', ' ')}, "
            f"${self.income:,.0f} of other income"
            + (f", with {' and '.join(on_top)}." if on_top else ".")
            + ("" if self.year.verified else " The brackets are to be verified against the IRS.")
        )

    @override
    def owed(self, netted: Netted) -> Decimal:
        year = self.year
        ordinary, long = self._taxable(netted)
        gain = netted.short + netted.long - netted.deducted
        stacked = year.long_term.tax(ordinary + long) - year.long_term.tax(ordinary)
        owed = year.ordinary.tax(ordinary) + stacked + self.state_rate * gain
        if self.pays_investment_tax:
            above = max(ZERO, self.income + gain - year.investment_threshold)
            owed += year.investment_rate * min(max(ZERO, gain), above)
        return owed

    def _taxable(self, netted: Netted) -> tuple[Decimal, Decimal]:
        """Return taxable ordinary income and long-term gain; the deduction meets income first."""
        ordinary = self.income + netted.short - netted.deducted - self.year.standard_deduction
        long = max(ZERO, netted.long + min(ordinary, ZERO))
        return max(ZERO, ordinary), long

    @override
    def kinks(self, netted: Netted) -> Iterable[Decimal]:
        gain = netted.short + netted.long - netted.deducted
        after = self.income - self.year.standard_deduction
        yield -after - gain
        for base in (after + gain, after + netted.short - netted.deducted):
            for top in (ZERO, *self.year.ordinary.tops, *self.year.long_term.tops):
                yield top - base
        yield self.year.investment_threshold - self.income - gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A taxpayer in the middle of a year."""

    taxpayer: Taxpayer
    realised: Gains = NO_GAINS
    """Of this year, before the plan."""
    carried: Gains = NO_GAINS
    """Losses of earlier years by term, as positive amounts."""

    def netted(self, gains: Gains) -> Netted:
        """Return what netting leaves of the whole year when the plan adds *gains*."""
        return net(self.realised + gains, self.carried, self.taxpayer.loss_limit)

    def owed(self, gains: Gains) -> Decimal:
        """Return USD of this year's tax that *gains* add; negative where they save tax."""
        return self.taxpayer.owed(self.netted(gains)) - self.taxpayer.owed(self.netted(NO_GAINS))

    def rates(self, gains: Gains) -> Gains:
        """Return what a dollar of *gains* costs on average by term: short first, long on top.

        The two rates times the two gains are exactly what the gains owe.
        """
        short_only = Gains(short=gains.short)
        below = self.owed(short_only)
        above = self.owed(gains) - below
        one_short, one_long = Gains(short=_NEXT_DOLLAR), short_only + Gains(long=_NEXT_DOLLAR)
        return Gains(
            short=below / gains.short if gains.short else self.owed(one_short),
            long=above / gains.long if gains.long else self.owed(one_long) - below,
        )

    @property
    def savings(self) -> Gains:
        """What the first dollar of loss saves by term: it offsets whatever the year has."""
        return Gains(
            short=-self.owed(Gains(short=-_NEXT_DOLLAR)), long=-self.owed(Gains(long=-_NEXT_DOLLAR))
        )


def taxpayer_of(rules: TaxRules, year: int) -> Taxpayer:
    """Return who pays by *rules* in *year*, or in the nearest year whose figures are known."""
    if rules.filing_status is None:
        return FlatTaxpayer(
            short_term_rate=Decimal(str(rules.short_term_rate)),
            long_term_rate=Decimal(str(rules.long_term_rate)),
        )
    return BracketTaxpayer(
        year=load_tax_year(nearest_year(year), rules.filing_status),
        status=rules.filing_status,
        income=rules.income,
        state_rate=Decimal(str(rules.state_rate)),
        pays_investment_tax=rules.niit,
    )


def situation_of(rules: TaxRules, year: int) -> Situation:
    """Return where the household stands in *year*, before the plan."""
    return Situation(
        taxpayer=taxpayer_of(rules, year),
        realised=rules.realised,
        carried=rules.loss_carryforward,
    )
