"""Plans A, B and C beside the one in force: what each comes to, and the way back to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.classify.basket import MAGNIFICENT_SEVEN
from rebalancer.rebalance.checks import turnover
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.tax_estimate import taxed_gains
from ui.format import UNKNOWN, dollars, number, percent
from ui.language import tr
from ui.models.table import Column
from ui.state.planning import Kept
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.flow import FlowLayout
from ui.widgets.spoken import allow
from ui.widgets.text import Caption

NAMES = ("A", "B", "C")
NOW = ""
"""The name under which the plan in force is compared."""
BASIS_POINT = 1e-4


def unused_budget(plan: TradePlan) -> str:
    """Return what the plan leaves of the year's budget for gains."""
    budget = plan.policy.tax.gain_budget
    if budget is None:
        return tr("no limit")
    gains = taxed_gains(plan.trades)
    return dollars(budget - gains.short - gains.long)


def gap_words(plan: TradePlan) -> str:
    """Return how much better a plan could be at most: ``0.0049 bp``."""
    if plan.gap is None:
        return UNKNOWN
    points = plan.gap / BASIS_POINT
    return (
        tr("{points} bp", points=number(points, 1))
        if points >= 1
        else tr("{points} bp", points=f"{points:.2g}")
    )


def _share(key: str) -> Callable[[TradePlan], str]:
    return lambda plan: percent(
        (plan.after.small_cap if key == "small_cap" else plan.after.baskets[key]).share
    )


class Figure(NamedTuple):
    """What plans are compared by, and how it is computed."""

    title: str
    of: Callable[[TradePlan], str]
    explanation: str


FIGURES = (
    Figure(
        tr("Magnificent Seven left"),
        _share(MAGNIFICENT_SEVEN.key),
        tr(
            "Share of everything that is in the seven companies, direct and through funds, once "
            "the plan's trades are made."
        ),
    ),
    Figure(
        tr("Small caps"),
        _share("small_cap"),
        tr(
            "Share of everything that is in small and micro companies, direct and through funds, "
            "once the plan's trades are made."
        ),
    ),
    Figure(
        tr("Estimated tax"),
        lambda plan: dollars(plan.tax.estimated_tax),
        tr("What the plan's sales add to this year's tax, at the rates of its policy."),
    ),
    Figure(
        tr("Short-term gain"),
        lambda plan: dollars(plan.tax.short_term_gain),
        tr("Proceeds less cost of the lots sold that were held at most a year."),
    ),
    Figure(
        tr("Long-term gain"),
        lambda plan: dollars(plan.tax.long_term_gain),
        tr("Proceeds less cost of the lots sold that were held more than a year."),
    ),
    Figure(
        tr("Unused gain budget"),
        unused_budget,
        tr("The budget of the policy less the gains that are taxed."),
    ),
    Figure(
        tr("Turnover"),
        lambda plan: percent(turnover(plan).share),
        tr("The larger of what is sold and what is bought, divided by the value of all."),
    ),
    Figure(
        tr("Trades to place"),
        lambda plan: str(len(plan.trades)),
        tr("Orders, one for each symbol in each account."),
    ),
    Figure(
        tr("Better by at most"),
        gap_words,
        tr(
            "By how much another plan could be better at most, in targets missed and in cost, as "
            "a share of the household: 1 bp is 0.01\u202f%."
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of every plan, and how it is computed."""

    title: str
    explanation: str
    values: Mapping[str, str]

    def of(self, name: str) -> str:
        """Return the figure of the plan *name*; "" where there is none."""
        return self.values.get(name, "")


def _figure(name: str, line: Line) -> str:
    return line.of(name)


COLUMNS: tuple[Column[Line], ...] = (
    Column(title="", text=lambda line: line.title, cell_tooltip=lambda line: line.explanation),
    Column(
        title=tr("Now"),
        text=lambda line: line.of(NOW),
        is_numeric=True,
        tooltip=tr("The plan in force"),
        cell_tooltip=lambda line: line.explanation,
    ),
    *(
        Column(
            title=tr("Plan {name}", name=name),
            text=partial(_figure, name),
            is_numeric=True,
            tooltip=tr(
                "What you kept as {name}, with the decisions that it was made for", name=name
            ),
            cell_tooltip=lambda line: line.explanation,
        )
        for name in NAMES
    ),
)


class KeptCard(Card):
    """Three places for plans, compared in columns."""

    keep_requested = Signal(str)
    """The plan in force is to be kept under this name."""
    return_requested = Signal(str)
    """The plan under this name is to be in force again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Side by side"), parent=parent)
        self.keep: dict[str, Button] = {}
        self.back: dict[str, Button] = {}
        self.table: DataTable[Line] = DataTable(COLUMNS, tr("Plans side by side"))
        self._hint = Caption()
        self._buttons = QWidget()
        row = FlowLayout(self._buttons, spacing=8)
        for name in NAMES:
            keep = Button(tr("Keep as {name}", name=name))
            keep.clicked.connect(partial(self.keep_requested.emit, name))
            row.addWidget(keep)
            self.keep[name] = keep
        for name in NAMES:
            back = Button(tr("Go back to {name}", name=name), Loudness.QUIET)
            back.clicked.connect(partial(self.return_requested.emit, name))
            row.addWidget(back)
            self.back[name] = back
        self.table.setSortingEnabled(False)
        for widget in (self.table, self._hint, self._buttons):
            self.body.addWidget(widget)

    def show_plans(
        self, now: TradePlan | None, kept: Mapping[str, Kept], older: Sequence[str]
    ) -> None:
        """Compare the plan in force *now* with the *kept* ones; *older* are of other holdings."""
        self.setVisible(now is not None)
        self.set_subtitle(
            tr("Compare the plan in force with those that you kept")
            if kept
            else tr("Keep this plan as A, change what you ask for, and compare")
        )
        plans = {name: each.plan for name, each in kept.items()}
        if now is not None:
            plans[NOW] = now
        lines = [
            Line(
                title=figure.title,
                explanation=figure.explanation,
                values={name: figure.of(plan) for name, plan in plans.items()},
            )
            for figure in FIGURES
        ]
        self.table.set_rows(lines)
        self.table.fit_height()
        for place, name in enumerate(NAMES, start=2):
            self.table.columns_header.offer(place, is_offered=name in kept)
            self.back[name].setVisible(name in kept)
            is_same = name in kept and now is not None and kept[name].plan.policy == now.policy
            reason = tr("Plan {name} asks for what is in force now.", name=name) if is_same else ""
            allow(self.back[name], reason)
        self.table.setVisible(bool(kept))
        self._hint.setText(
            tr(
                "Of other holdings, and found again when you go back: {older}.",
                older=", ".join(older),
            )
        )
        self._hint.setVisible(bool(older))
