"""How fast the largest companies add up, and which holding brings which company."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from rebalancer.measure.portrait import Portrait
from ui.charts import paint
from ui.charts.card import ChartCard
from ui.charts.curve import ConcentrationCurve, RankCurve
from ui.charts.heat import Cell, HeatMap
from ui.language import tr
from ui.models.exposure import short_name, symbol_title
from ui.theme import Theme
from ui.views.exposure.focus import Focus
from ui.views.exposure.words import MARKET, basis


class Spread(ChartCard):
    """The concentration curve."""

    focused = Signal(object)
    """A ``Focus``, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = ConcentrationCurve(theme, tr("Concentration curve"))
        subtitle = tr("What the largest companies make up together, by rank")
        super().__init__(tr("Concentration curve"), subtitle, self.chart, parent)
        self.chart.picked.connect(self._pick)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show *portrait* as held and looked through, and what becomes of it."""
        curves = portrait.curves
        self.chart.set_curves(
            [
                RankCurve(
                    name=tr("Looked through"),
                    paint=paint.before,
                    shares=curves.looked_through,
                    upper=curves.at_most,
                ),
                RankCurve(
                    name=tr("Lines as held"),
                    paint=paint.series(3),
                    shares=curves.as_held,
                    dash=Qt.PenStyle.DotLine,
                ),
                RankCurve(
                    name=tr("After the plan"),
                    paint=paint.after,
                    shares=curves.after,
                    dash=Qt.PenStyle.DashLine,
                ),
                RankCurve(
                    name=MARKET,
                    paint=paint.muted,
                    shares=curves.market,
                    dash=Qt.PenStyle.DashDotLine,
                ),
            ]
        )
        self.chart.set_explanation(
            tr(
                "Companies are ranked by what is held of them and added up, as a share of "
                "everything; lines as held are the lines of the statements, ranked the same way. "
                "The band ends where the curve would be if everything that is not looked through "
                "were one of the largest. {basis}",
                basis=basis(portrait.now),
            )
        )

    def show_focus(self, focus: Focus | None) -> None:
        """Mark what *focus* leaves."""
        self.chart.set_picked(focus.largest if focus else 0)

    def _pick(self, rank: int) -> None:
        self.focused.emit(Focus(largest=rank) if rank else None)


class Ways(ChartCard):
    """Which holding brings how much of which company."""

    focused = Signal(object)
    """A ``Focus``, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = HeatMap(theme, tr("Holdings by company"), (tr("Holding"), ""), can_pick=True)
        self.chart.set_empty_text(tr("No company is known in what you hold."))
        subtitle = tr(
            "Each holding's part in each of the largest companies, as a share of everything"
        )
        super().__init__(tr("Where does my Apple come from?"), subtitle, self.chart, parent)
        self._symbols: tuple[str, ...] = ()
        self._keys: tuple[str, ...] = ()
        self.chart.picked.connect(self._pick)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show the largest companies and the holdings that bring most of them."""
        leaves = portrait.exposures.through.leaves
        self._symbols = portrait.cross.symbols
        self._keys = tuple(leaves[line.company.leaf].key for line in portrait.crossed)
        if portrait.crossed:
            self.set_title(
                tr(
                    "Where does my {company} come from?",
                    company=short_name(portrait.crossed[0].company.company),
                )
            )
        self.chart.set_cells(
            [symbol_title(symbol) for symbol in self._symbols],
            [short_name(line.company.company) for line in portrait.crossed],
            portrait.cross.cells,
        )
        self.chart.set_explanation(
            tr(
                "A cell is the value of the holding times the weight that the company has in it, "
                "as a share of everything. Empty means that the holding is not known to have any "
                "of it. {basis}",
                basis=basis(portrait.now),
            )
        )

    def show_focus(self, focus: Focus | None) -> None:
        """Frame the cell that *focus* came from."""
        cell = None
        if focus is not None and focus.symbol in self._symbols and focus.company in self._keys:
            row, column = self._symbols.index(focus.symbol), self._keys.index(focus.company)
            cell = Cell(row=row, column=column)
        self.chart.set_picked(cell)

    def _pick(self, cell: Cell | None) -> None:
        if cell is None:
            self.focused.emit(None)
            return
        self.focused.emit(Focus(company=self._keys[cell.column], symbol=self._symbols[cell.row]))
