"""The years ahead: the same goal over several tax years, and what each way there costs."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.rebalance.glide import MOST_YEARS, Glide, GlidePath, GlideYear
from ui.charts import paint
from ui.charts.steps import Flight, StepChart, dash_of
from ui.format import day, dollars, percent
from ui.language import tr, tr_n
from ui.models.table import Column
from ui.state.study import GLIDE, Study
from ui.theme import Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.data_table import DataTable
from ui.widgets.fields import ChoiceField, OptionalMoney, labelled
from ui.widgets.fold import FoldingCard
from ui.widgets.spoken import allow, call
from ui.widgets.text import Caption, PlainLabel

FIRST_BUDGET = Decimal(10_000)
FIRST_YEARS = 3
_YEARS: tuple[tuple[str, object], ...] = tuple(
    (tr_n("{count} tax year", "{count} tax years", years), years)
    for years in range(2, MOST_YEARS + 1)
)
_INTRODUCTION = tr(
    "The same targets, reached over several tax years: lots turn long-term, losses are carried, "
    "and every year has its gain budget anew."
)

Year = tuple[Glide, GlideYear]


def _gains(row: Year) -> Decimal:
    return row[1].gains.short + row[1].gains.long


YEAR_COLUMNS: tuple[Column[Year], ...] = (
    Column(title=tr("Way"), text=lambda row: row[0].title),
    Column(
        title=tr("Traded on"),
        text=lambda row: day(row[1].day),
        day=lambda row: row[1].day,
        is_numeric=True,
        tooltip=tr("Today, and the same day of every year after it"),
    ),
    Column(
        title=tr("Left"),
        text=lambda row: percent(row[1].share),
        amount=lambda row: row[1].share,
        is_numeric=True,
        tooltip=tr(
            "What is left of the Magnificent Seven after the trades of the year, as a share of "
            "everything that is counted, direct and through funds"
        ),
    ),
    Column(
        title=tr("Gains"),
        text=lambda row: dollars(_gains(row)),
        amount=_gains,
        summand=_gains,
        is_numeric=True,
        tooltip=tr(
            "What the year's sales in taxed accounts realise, short-term and long-term together, "
            "losses subtracted; proceeds of unknown cost are all gain"
        ),
    ),
    Column(
        title=tr("Tax"),
        text=lambda row: dollars(row[1].tax),
        amount=lambda row: row[1].tax,
        summand=lambda row: row[1].tax,
        is_numeric=True,
        tooltip=tr(
            "What the household owes for the year beyond what it would owe had it never traded; an "
            "estimate at the rates of the policy"
        ),
    ),
    Column(
        title=tr("Tax so far"),
        text=lambda row: dollars(row[1].cumulated_tax),
        amount=lambda row: row[1].cumulated_tax,
        is_numeric=True,
        tooltip=tr("The tax of this year and of all before it on the same way, added up"),
    ),
)


class GlideCard(FoldingCard):
    """How many years, their budget, the ways as a chart and as a table."""

    look_requested = Signal(int)
    """So many years are to be looked at."""
    stop_requested = Signal()
    budget_changed = Signal(object)
    """The year's budget for gains, as a ``Decimal``, or None for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("The years ahead"), _INTRODUCTION, parent, is_open=False)
        self.set_short(tr("Reach the targets over several tax years"))
        self.years = ChoiceField(tr("How many years"), _YEARS)
        self.years.set_value(FIRST_YEARS)
        self.budget = OptionalMoney(tr("Realised gains at most, each year"), FIRST_BUDGET)
        self.look = Button(tr("Compare the ways"))
        self.stop = Button(tr("Stop"), Loudness.QUIET)
        self.answer = PlainLabel(wraps=True)
        self.chart = StepChart(
            theme, tr("What is left, year by year"), tr("Magnificent Seven left")
        )
        self.table: DataTable[Year] = DataTable(YEAR_COLUMNS, tr("Every year of every way"))
        self.assumptions = Caption()
        self._answers = QWidget()
        self._lay_out()
        self.look.clicked.connect(self._ask)
        self.stop.clicked.connect(self.stop_requested)
        self.budget.changed.connect(self.budget_changed)

    def _lay_out(self) -> None:
        call(self.stop, tr("Stop comparing the ways"))
        self.body.addWidget(labelled(tr("How many years"), self.years))
        self.body.addWidget(self.budget)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.look)
        row.addWidget(self.stop)
        row.addStretch(1)
        self.body.addWidget(line)
        inside = QVBoxLayout(self._answers)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        for widget in (self.answer, self.chart, self.table, self.assumptions):
            inside.addWidget(widget)
        self.body.addWidget(self._answers)
        self._answers.hide()

    def show_budget(self, amount: Decimal | None) -> None:
        """Show the year's budget for gains."""
        self.budget.set_amount(amount)

    def show_study(self, study: Study) -> None:
        """Show what *study* has found of the years ahead."""
        is_running = study.is_running(GLIDE)
        allow(
            self.look, tr("The ways are being compared: wait, or stop that.") if is_running else ""
        )
        self.look.setText(tr("Comparing…") if is_running else tr("Compare the ways"))
        self.stop.setVisible(is_running)
        self._answers.setVisible(study.glide is not None)
        if study.glide is not None:
            self._show(study.glide)

    def _show(self, path: GlidePath) -> None:
        self.answer.setText(answer(path))
        self.chart.set_flights(
            tuple(_flight(number, glide, path) for number, glide in enumerate(path.glides))
        )
        self.chart.set_explanation(
            tr(
                "What is left of the {goal} after the trades of each year, as a share of "
                "everything that is counted, from {before} today. Every step is a whole plan, "
                "solved as on this page for the holdings of its year. The tax is what the "
                "household owes beyond what it would owe had it never traded; an estimate. What "
                "it takes for granted stands below the table.",
                goal=path.title,
                before=percent(path.before),
            )
        )
        rows = [(glide, year) for glide in path.glides for year in glide.years]
        self.table.set_rows(rows)
        self.table.fit_height(len(rows), scrolls_sideways=True)
        self.assumptions.setText(" ".join(path.assumptions))

    def _ask(self) -> None:
        years = self.years.value
        if isinstance(years, int):
            self.look_requested.emit(years)


def _flight(number: int, glide: Glide, path: GlidePath) -> Flight:
    return Flight(
        name=glide.title,
        paint=paint.series(number),
        is_chosen=glide is path.chosen,
        shares=(path.before, *(year.share for year in glide.years)),
        costs=(0.0, *(float(year.cumulated_tax) for year in glide.years)),
        days=tuple(year.day for year in glide.years),
        dash=dash_of(number),
    )


def answer(path: GlidePath) -> str:
    """Return in a sentence which way costs least, and how far it gets."""
    best, last = path.chosen, path.chosen.years[-1]
    text = tr(
        "“{best}” {total_tax} of tax over {count} years and leaves {share} of the household in "
        "the {goal}",
        best=best.title,
        total_tax=_costs(best.total_tax),
        count=len(best.years),
        share=percent(last.share),
        goal=path.title,
    )
    if not best.is_reached:
        text += tr("; the targets are missed by {missed}", missed=percent(best.missed, 2))
    if not best.keeps_limits:
        text += tr("; no way keeps every limit on gains")
    return f"{text}."


def _costs(tax: Decimal) -> str:
    return tr("saves {tax}", tax=dollars(-tax)) if tax < 0 else tr("costs {tax}", tax=dollars(tax))
