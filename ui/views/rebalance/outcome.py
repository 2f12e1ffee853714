"""What becomes of the targets, and what that costs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.export.words import status_sentence
from rebalancer.rebalance.checks import Turnover, turnover
from rebalancer.rebalance.plan import Action, PlanStatus, TargetOutcome, TradePlan
from ui.format import day, dollars, percent
from ui.language import tr
from ui.state.study import ENOUGH
from ui.theme import Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.side_by_side import SideBySide
from ui.widgets.sign import Sign
from ui.widgets.spoken import call
from ui.widgets.tax_words import tax_words
from ui.widgets.text import Caption, Figure, FigureSize, PlainLabel

_FIGURE_WIDTH = 112
_TARGET_WIDTH = 232
_TARGETS = 3
_FIGURES = 6


def bound_of(outcome: TargetOutcome) -> str:
    """Return what was asked for: ``at most 25.0 %``."""
    low, high = outcome.minimum, outcome.maximum
    if low is not None and high is not None:
        return (
            percent(low)
            if percent(low) == percent(high)
            else tr("{low} to {high}", low=percent(low), high=percent(high))
        )
    if low is not None:
        return tr("at least {low}", low=percent(low))
    return tr("at most {high}", high=percent(high))


class TargetLine(QWidget):
    """One target: a sign whether it is met, and its share before and after."""

    def __init__(self, outcome: TargetOutcome, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        missed = outcome.shortfall > 0
        colors = theme.colors
        name, color = ("warning", colors.warning) if missed else ("tick", colors.accent)
        sign = Sign()
        sign.show_icon(name, color)
        call(sign, tr("missed") if missed else tr("met"))
        figure = Figure(f"{outcome.title} {bound_of(outcome)}", size=FigureSize.SMALL)
        note = (
            tr("missed by {shortfall}", shortfall=percent(outcome.shortfall, 2))
            if missed
            else tr("met")
        )
        figure.set_value(percent(outcome.before), percent(outcome.after), note)
        figure.set_explanation(_share_words(outcome))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(figure, 1)


class TargetCard(Card):
    """What becomes of every target, and why one is missed where the page does not say it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("What it reaches"), parent=parent)
        self._theme = theme
        self._outcomes: tuple[TargetOutcome, ...] = ()
        self._explains = True
        self._parts = QVBoxLayout()
        self._parts.setSpacing(8)
        self.body.addLayout(self._parts)
        theme.changed.connect(self._show)

    def show_plan(self, plan: TradePlan) -> None:
        """Show what becomes of the targets of *plan*."""
        self._outcomes = plan.outcomes
        self._explains = plan.status is not PlanStatus.INFEASIBLE
        self._show()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said of every target."""
        return tuple(_line(outcome) for outcome in self._outcomes)

    def _show(self) -> None:
        clear_layout(self._parts)
        lines = SideBySide(_TARGET_WIDTH, _TARGETS, spacing=12)
        lines.add(*(TargetLine(outcome, self._theme) for outcome in self._outcomes))
        self._parts.addWidget(lines)
        for outcome in self._outcomes:
            if outcome.explanation and self._explains:
                self._parts.addWidget(PlainLabel(outcome.explanation, wraps=True))


def _line(outcome: TargetOutcome) -> str:
    verdict = tr("missed") if outcome.shortfall > 0 else tr("met")
    change = tr("{before} to {after}", before=percent(outcome.before), after=percent(outcome.after))
    return f"{outcome.title} {bound_of(outcome)}: {change}, {verdict}"


def _share_words(outcome: TargetOutcome) -> str:
    return tr(
        "{target} as a share of everything that is counted, direct and through funds: {before} "
        "as things are, {after} once every trade of the plan is made at its price. Bounds that "
        "come from what is not looked through are on Exposure. Asked for: {bound}, by the "
        "policy.",
        target=outcome.title,
        before=percent(outcome.before),
        after=percent(outcome.after),
        bound=bound_of(outcome),
    )


class CostCard(Card):
    """The tax and the trading that the plan asks for, and how good it is proved to be."""

    search_requested = Signal()
    """A better plan is to be looked for."""
    stop_requested = Signal()
    """No better plan is to be looked for any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What it costs"), parent=parent)
        self.tax = _figure(tr("Estimated tax"))
        self.short = _figure(tr("Short-term gain"))
        self.long = _figure(tr("Long-term gain"))
        self.unknown = _figure(tr("Unknown cost"))
        self.tickets = _figure(tr("Trades to place"))
        self.turnover = _figure(tr("Turnover"))
        self.verdict = Caption()
        figures = SideBySide(_FIGURE_WIDTH, _FIGURES, spacing=12)
        figures.add(self.tax, self.short, self.long, self.tickets, self.turnover, self.unknown)
        self.body.addWidget(figures)
        self.searching = Caption(tr("Looking for a better plan…"), wraps=False)
        self.stop = Button(tr("Stop"), Loudness.QUIET)
        call(self.stop, tr("Stop looking for a better plan"))
        self.stop.clicked.connect(self.stop_requested)
        self.search = Button(tr("Look for a better plan"), Loudness.QUIET)
        self.search.clicked.connect(self.search_requested)
        self._can_search = False
        self.body.addWidget(self.verdict)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.searching, self.stop, self.search):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_plan(self, plan: TradePlan) -> None:
        """Show what *plan* costs."""
        moved = turnover(plan)
        self.tax.set_value(dollars(plan.tax.estimated_tax))
        self.short.set_value(dollars(plan.tax.short_term_gain))
        self.long.set_value(dollars(plan.tax.long_term_gain))
        self.unknown.set_value(dollars(plan.tax.unknown_cost))
        self.tickets.set_value(str(len(plan.trades)))
        self.turnover.set_value(percent(moved.share))
        self._explain(plan, moved)
        self.verdict.setText(proof_sentence(plan))
        self._can_search = plan.gap is not None and plan.gap > ENOUGH

    def _explain(self, plan: TradePlan, moved: Turnover) -> None:
        self.tax.set_explanation(tax_words(plan))
        self.short.set_explanation(_gain_words(plan, tr("at most a year"), tr("short-term")))
        self.long.set_explanation(_gain_words(plan, tr("more than a year"), tr("long-term")))
        self.unknown.set_explanation(
            tr(
                "Proceeds, in taxed accounts, of lots whose cost nobody knows, taxed as if all of "
                "it were gain. {dated}",
                dated=_dated(plan),
            )
        )
        sells = sum(trade.action is Action.SELL for trade in plan.trades)
        self.tickets.set_explanation(
            tr(
                "{sells} sales and {count} purchases, one order for each symbol in each account. "
                "{dated}",
                sells=f"{sells:,}",
                count=f"{len(plan.trades) - sells:,}",
                dated=_dated(plan),
            )
        )
        self.turnover.set_explanation(
            tr(
                "{sold} sold and {bought} bought; the larger, divided by the value of the "
                "household. {dated}",
                sold=dollars(moved.sold),
                bought=dollars(moved.bought),
                dated=_dated(plan),
            )
        )

    def show_search(self, *, is_running: bool) -> None:
        """Say whether a better plan is being looked for, and offer the other."""
        self.searching.setVisible(is_running)
        self.stop.setVisible(is_running)
        self.search.setVisible(not is_running and self._can_search)


def _gain_words(plan: TradePlan, held: str, term: str) -> str:
    return tr(
        "What the plan's sales in taxed accounts bring, less what their lots did cost, of lots "
        "held {held}: {term}. Lots of unknown cost are not in it; losses that a wash sale "
        "disallows are, though they do not count this year. {dated}",
        held=held,
        term=term,
        dated=_dated(plan),
    )


def _dated(plan: TradePlan) -> str:
    return tr("At the prices of the plan, as of {as_of}.", as_of=day(plan.as_of))


def proof_sentence(plan: TradePlan) -> str:
    """Return how good the plan is, as far as that is proved, and what that is of its cost."""
    sentence, proof = status_sentence(plan), plan.proof
    if proof is None or proof.share_of_cost is None or not plan.gap or plan.gap <= ENOUGH:
        return sentence
    return tr(
        "{sentence} That is {share_of_cost} of what the plan costs in tax and trading.",
        sentence=sentence,
        share_of_cost=percent(proof.share_of_cost, 2),
    )


def _figure(caption: str) -> Figure:
    return Figure(caption, size=FigureSize.SMALL)
