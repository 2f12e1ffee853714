"""The largest companies, and through which holdings they are held."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.measure.portrait import EXPLAINED, CompanyLine, Portrait
from rebalancer.measure.source import Stack, sources
from ui.charts import paint
from ui.charts.card import ChartCard
from ui.charts.stacked_bars import Bar, Part, StackedBars
from ui.language import tr, tr_n
from ui.models.exposure import SOURCE_COLUMNS, SOURCE_SPARE
from ui.text_size import hold
from ui.theme import Theme
from ui.views.exposure.focus import Focus
from ui.views.exposure.words import BOUNDS_OF_COMPANY, basis, bounds_of
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.side_by_side import SideBySide

CARD_WIDTH = 400
FUND_PAINTS = (2, 3, 4, 6, 7)
"""Series of the palette that are neither the blue of now nor the orange of the plan."""


class Companies(SideBySide):
    """Bars of the largest companies, and a table of the holdings that bring them.

    Attributes:
        bars: The largest companies, split by how they are held.
        table: Company by company, the holdings that bring it.
    """

    focused = Signal(object)
    """A ``Focus``, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(CARD_WIDTH, 2, parent)
        self._portrait: Portrait | None = None
        self.bars = StackedBars(theme, tr("Largest companies"))
        self.bars.set_empty_text(tr("No company is known in what you hold."))
        self.table = DataTable(SOURCE_COLUMNS, tr("Where companies come from"))
        self.table.set_spare(*SOURCE_SPARE)
        self._source_card = Card(tr("Where does it come from?"))
        self._lay_out()
        self.bars.picked.connect(self._pick)

    def _lay_out(self) -> None:
        card = ChartCard(
            tr("Companies"),
            tr("Share of everything, looked through. Click a bar to see its way."),
            self.bars,
        )
        self._source_card.body.addWidget(self.table, 1)
        hold(self.table, least_height=280)
        self.add(card, self._source_card)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show the largest companies of *portrait*, and what becomes of them."""
        self._portrait = portrait
        leaves = portrait.exposures.through.leaves
        split = portrait.stack
        pairs = zip(portrait.drawn, split.rows, strict=True)
        self.bars.set_bars(
            _parts(split),
            [
                Bar(
                    key=leaves[line.company.leaf].key,
                    label=line.company.company,
                    values=values[not split.has_direct : len(values) - (not split.has_others)],
                    bounds=bounds_of(line.bounds),
                    after=line.after,
                )
                for line, values in pairs
            ],
        )
        self.bars.set_explanation(
            tr(
                "Every holding is taken apart into companies: a fund by the basket that stands "
                "for it, weight by weight, also where a fund holds funds. A company's share "
                "classes count together. {bounds_of_company} {basis}",
                bounds_of_company=BOUNDS_OF_COMPANY,
                basis=basis(portrait.now),
            )
        )

    def show_focus(self, focus: Focus | None, lines: tuple[CompanyLine, ...]) -> None:
        """List the holdings that bring *lines*, which are what *focus* leaves."""
        if self._portrait is None:
            return
        self.bars.set_picked(focus.company if focus else "")
        if focus is None:
            rows = self._portrait.sources
        else:
            explained = [line.company for line in lines[:EXPLAINED]]
            rows = sources(self._portrait.exposures, explained)
            if focus.symbol:
                rows = tuple(row for row in rows if row.symbol == focus.symbol)
        self.table.set_rows(rows)
        self._source_card.set_subtitle(_subtitle(focus, lines, len(rows), self._portrait))

    def _pick(self, key: str) -> None:
        self.focused.emit(Focus(company=key) if key else None)


def _parts(split: Stack) -> list[Part]:
    funds = [
        Part(name=tr("Through {symbol}", symbol=symbol), paint=paint.series(number))
        for symbol, number in zip(split.funds, FUND_PAINTS, strict=False)
    ]
    others = [Part(name=tr("Other funds"), paint=paint.rest)]
    direct = [Part(name=tr("Direct"), paint=paint.before)]
    return [
        *(direct if split.has_direct else []),
        *funds,
        *(others if split.has_others else []),
    ]


def _subtitle(
    focus: Focus | None, lines: tuple[CompanyLine, ...], ways: int, portrait: Portrait
) -> str:
    if focus is None:
        listed = len({row.company.leaf for row in portrait.sources})
        return tr(
            "Every way in which the {listed} largest companies are held", listed=f"{listed:,}"
        )
    shown = focus.words(lines)
    if len(lines) > EXPLAINED:
        shown = tr(
            "{shown}, the {explained} largest of {count}",
            shown=shown,
            explained=f"{EXPLAINED:,}",
            count=f"{len(lines):,}",
        )
    return tr_n("{shown}: held in {count} way", "{shown}: held in {count} ways", ways, shown=shown)
