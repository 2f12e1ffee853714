"""The year's tax as live formulas: rates and brackets to change, netting, and what the plan adds.

The steps are those of ``rebalance.tax``, for the year without the plan, with its short-term gains,
with all of it, and with one dollar more of either term: the averages that each trade is charged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rebalancer.domain.money import total
from rebalancer.export.cells import Formula
from rebalancer.export.live import ONE, ZERO, Live, by_hand, larger, smaller
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.sheets.lots import LONG, SHORT, LotLine
from rebalancer.export.sheets.years_tax import YearsTax
from rebalancer.export.style import CENTS, EXACT_SHARE, LONG_TEXT, Format, Look, Tone
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.taxpayer import BracketTaxpayer, Taxpayer, situation_of
from rebalancer.rebalance.tax.year import Schedule
from rebalancer.rebalance.tax_estimate import taxed_gains

_RATE = Look(format=Format.EXACT_SHARE, right=True, is_input=True)
_MONEY = Look(format=Format.CENTS, right=True, is_input=True)
_WIDTH = 18
CASES = (
    "Without the plan",
    "With its short-term gains",
    "With the plan",
    "One short-term dollar",
    "One long-term dollar",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number of the tax year, for a person to change."""

    title: str
    amount: Decimal
    look: Look
    formula: str | None = None
    """What it follows from, where it is not there to be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the computation, in every case."""

    title: str
    cells: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One bracket of a schedule; rates are 0..1."""

    above: Decimal
    rate: Decimal
    step: Decimal
    """By how much the rate rises from the bracket before."""


_ASSUMPTIONS: tuple[Column[Assumption], ...] = (
    Column(header="Tax year", value=lambda row: row.title, look=LONG_TEXT, width=44),
    Column(
        header="Amount or rate",
        value=lambda row: row.amount,
        formula=lambda row, _: row.formula,
        look=lambda row: row.look,
        width=_WIDTH,
    ),
)


def _rise(bracket: Bracket, rate: str) -> str:
    letter, number = rate[0], int(rate[1:])
    return f"{rate}-{letter}{number - 1}" if bracket.above else rate


_BRACKETS: tuple[Column[Bracket], ...] = (
    Column(header="Taxable income above", value=lambda row: row.above, look=_MONEY, width=44),
    Column(header="Rate", value=lambda row: row.rate, look=_RATE, width=_WIDTH),
    Column(
        header="Rise",
        value=lambda row: row.step,
        formula=lambda row, at: _rise(row, at("Rate")),
        look=EXACT_SHARE,
        width=_WIDTH,
    ),
)


class TaxSheet:
    """Writes assumptions and steps to a page."""

    def __init__(self, page: Page, plan: TradePlan, lots: Table[LotLine]) -> None:
        self._page = page
        self._plan = plan
        self._lots = lots
        self._situation = situation_of(plan.policy.tax, plan.as_of.year)

    def write(self) -> YearsTax:
        """Write the section; return where its results stand."""
        self._page.heading("The year's tax")
        self._page.note(self._plan.tax.rates, Tone.MUTED)
        known = self._assume()
        schedules = self._write_schedules()
        self._page.gap()
        return self._compute(known, schedules)

    def _assume(self) -> Mapping[str, Live]:
        """Write the assumptions; return each by its title."""
        situation, taxpayer = self._situation, self._situation.taxpayer
        rows = [
            *_rates(self._plan.policy.tax, taxpayer),
            _money("Loss that other income absorbs", taxpayer.loss_limit),
            _money("Short-term gains before the plan", situation.realised.short),
            _money("Long-term gains before the plan", situation.realised.long),
            _money("Short-term losses carried from earlier years", situation.carried.short),
            _money("Long-term losses carried from earlier years", situation.carried.long),
            self._counted(SHORT),
            self._counted(LONG),
        ]
        table = self._page.table(_ASSUMPTIONS, rows)
        return {
            row.title: Live(table.cell("Amount or rate", number), row.amount)
            for number, row in enumerate(rows, start=1)
        }

    def _counted(self, term: str) -> Assumption:
        """Return the plan's gains of one term: those of the lots, less what wash sales take."""
        gains = taxed_gains(self._plan.trades)
        counted = gains.short if term == SHORT else gains.long
        of_lots = total(row.taxed for row in self._lots.each() if row.counts_as == term)
        lots = self._lots
        text = (
            f'SUMIFS({lots.range("Taxed gain")},{lots.range("Counts as")},"{term}")'
            f"{by_hand(counted - of_lots)}"
        )
        return Assumption(
            title=f"{term} gains of the plan that count",
            amount=counted,
            look=CENTS,
            formula=text,
        )

    def _write_schedules(self) -> Mapping[str, "_Schedule"]:
        taxpayer = self._situation.taxpayer
        if not isinstance(taxpayer, BracketTaxpayer):
            return {}
        found = {}
        for title, schedule in (
            ("Ordinary income", taxpayer.year.ordinary),
            ("Long-term gains, on top of everything else", taxpayer.year.long_term),
        ):
            self._page.gap()
            self._page.note(title, Tone.STRONG)
            found[title] = _Schedule(self._page.table(_BRACKETS, _brackets(schedule)), schedule)
        return found

    def _compute(self, known: Mapping[str, Live], schedules: Mapping[str, "_Schedule"]) -> YearsTax:
        short, long = (known[f"{term} gains of the plan that count"] for term in (SHORT, LONG))
        added = ((ZERO, ZERO), (short, ZERO), (short, long), (ONE, ZERO), (short, ONE))
        first = self._page.row + 1
        cases = [
            _Case(known, schedules, letter, first).steps(*gains)
            for letter, gains in zip("BCDEF", added, strict=True)
        ]
        steps = [
            Step(title=title, cells=tuple(case[title].formula for case in cases))
            for title in cases[0]
        ]
        self._page.table(_STEPS, steps)
        owed = [
            Live(f"{letter}{first + len(steps) - 1}", case["Tax"].result)
            for letter, case in zip("BCDEF", cases, strict=True)
        ]
        self._page.gap()
        place = list(cases[0]).index("Loss carried to next year")
        carried = Live(f"D{first + place}", cases[2]["Loss carried to next year"].result)
        return self._results(owed, short, long, carried)

    def _results(self, owed: Sequence[Live], short: Live, long: Live, carried: Live) -> YearsTax:
        before, below, after, one_short, one_long = owed
        rows = {
            "Tax that the plan adds": ((after - before).in_cents, CENTS),
            "A dollar of its short-term gains costs": (
                (below - before).per(short, one_short - before),
                EXACT_SHARE,
            ),
            "A dollar of its long-term gains costs": (
                (after - below).per(long, one_long - below),
                EXACT_SHARE,
            ),
            "Loss carried to the next year": (carried, CENTS),
        }
        table = self._page.table(
            _ASSUMPTIONS,
            [
                Assumption(title=title, amount=live.result, look=look, formula=live.text)
                for title, (live, look) in rows.items()
            ],
        )
        cells = [
            Live(table.cell("Amount or rate", number), live.result)
            for number, (live, _) in enumerate(rows.values(), start=1)
        ]
        return YearsTax(
            owed=cells[0],
            short_rate=cells[1],
            long_rate=cells[2],
            short=short,
            long=long,
            carried=cells[3],
        )


class _Schedule:
    """A schedule as it stands in the sheet."""

    def __init__(self, table: Table[Bracket], schedule: Schedule) -> None:
        self._above = table.range("Taxable income above")
        self._rises = table.range("Rise")
        self._schedule = schedule

    def tax(self, amount: Live) -> Live:
        """Return the tax on *amount*: each bracket adds its rise on what lies above it."""
        inside = f"({amount.text}>{self._above})*({amount.text}-{self._above})*{self._rises}"
        return Live(f"SUMPRODUCT({inside})", self._schedule.tax(amount.result))


class _Case:
    """The computation for one set of gains: a column of the sheet."""

    def __init__(
        self,
        known: Mapping[str, Live],
        schedules: Mapping[str, _Schedule],
        letter: str,
        first: int,
    ) -> None:
        self._known = known
        self._schedules = schedules
        self._letter = letter
        self._first = first
        self._steps: dict[str, Live] = {}

    def steps(self, short: Live, long: Live) -> Mapping[str, Live]:
        """Return the steps by their titles when the plan adds *short* and *long*."""
        known = self._known
        of_short = self._step(
            "Short-term, after losses carried in",
            known["Short-term gains before the plan"]
            - known["Short-term losses carried from earlier years"]
            + short,
        )
        of_long = self._step(
            "Long-term, after losses carried in",
            known["Long-term gains before the plan"]
            - known["Long-term losses carried from earlier years"]
            + long,
        )
        both = of_short + of_long
        net_short = self._step("Net short-term gain", larger(ZERO, smaller(of_short, both)))
        net_long = self._step("Net long-term gain", larger(ZERO, smaller(of_long, both)))
        loss = larger(ZERO, ZERO - both)
        limit = known["Loss that other income absorbs"]
        deducted = self._step("Loss that other income absorbs this year", smaller(limit, loss))
        self._step("Loss carried to next year", loss - deducted)
        owed = self._by_brackets if self._schedules else self._at_rates
        self._step("Tax", owed(net_short, net_long, deducted))
        return self._steps

    def _step(self, title: str, live: Live) -> Live:
        """Add a step; return its cell."""
        row = self._first + len(self._steps)
        self._steps[title] = live
        return Live(f"{self._letter}{row}", live.result)

    def _at_rates(self, short: Live, long: Live, deducted: Live) -> Live:
        known = self._known
        return (short - deducted) * known["Short-term rate"] + long * known["Long-term rate"]

    def _by_brackets(self, short: Live, long: Live, deducted: Live) -> Live:
        known = self._known
        ordinary_of, long_of = self._schedules.values()
        income = known["Other ordinary income"]
        left = self._step(
            "Ordinary income, less the deduction",
            income + short - deducted - known["Standard deduction"],
        )
        top = self._step("Taxable long-term gain", larger(ZERO, long + smaller(left, ZERO)))
        ordinary = self._step("Taxable ordinary income", larger(ZERO, left))
        on_income = self._step("Tax on ordinary income", ordinary_of.tax(ordinary))
        whole = self._step("Income with the gain on top", ordinary + top)
        on_gain = self._step("Tax on long-term gain", long_of.tax(whole) - long_of.tax(ordinary))
        gain = self._step("Net gain of the year", short + long - deducted)
        above = larger(ZERO, income + gain - known["Net investment income tax, income above"])
        on_investment = self._step(
            "Net investment income tax",
            known["Net investment income tax, rate"] * smaller(larger(ZERO, gain), above),
        )
        return on_income + on_gain + on_investment + known["State rate"] * gain


_STEPS: tuple[Column[Step], ...] = (
    Column(header="Step", value=lambda row: row.title, look=LONG_TEXT, width=44),
    Column(header=CASES[0], value=lambda row: row.cells[0], look=CENTS, width=_WIDTH),
    Column(header=CASES[1], value=lambda row: row.cells[1], look=CENTS, width=_WIDTH),
    Column(header=CASES[2], value=lambda row: row.cells[2], look=CENTS, width=_WIDTH),
    Column(header=CASES[3], value=lambda row: row.cells[3], look=CENTS, width=_WIDTH),
    Column(header=CASES[4], value=lambda row: row.cells[4], look=CENTS, width=_WIDTH),
)


def _rates(rules: TaxRules, taxpayer: Taxpayer) -> Sequence[Assumption]:
    if not isinstance(taxpayer, BracketTaxpayer):
        rates = {"Short-term rate": rules.short_term_rate, "Long-term rate": rules.long_term_rate}
        return [_rate(title, Decimal(str(rate))) for title, rate in rates.items()]
    year = taxpayer.year
    rate = year.investment_rate if taxpayer.pays_investment_tax else Decimal(0)
    return (
        _money("Other ordinary income", taxpayer.income),
        _money("Standard deduction", year.standard_deduction),
        _rate("State rate", taxpayer.state_rate),
        _rate("Net investment income tax, rate", rate),
        _money("Net investment income tax, income above", year.investment_threshold),
    )


def _rate(title: str, rate: Decimal) -> Assumption:
    return Assumption(title=title, amount=rate, look=_RATE)


def _money(title: str, amount: Decimal) -> Assumption:
    return Assumption(title=title, amount=amount, look=_MONEY)


def _brackets(schedule: Schedule) -> tuple[Bracket, ...]:
    bottoms, rates = (Decimal(0), *schedule.tops), (Decimal(0), *schedule.rates)
    return tuple(
        Bracket(above=above, rate=rate, step=rate - lower)
        for above, (lower, rate) in zip(bottoms, pairwise(rates), strict=True)
    )
