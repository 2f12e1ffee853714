"""The rotation in six figures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.measure.rotation import RIVALS, SMALL_CAPS, Comparison, RotationReport
from ui.format import day
from ui.views.market.words import origin, text, window
from ui.widgets.side_by_side import SideBySide
from ui.widgets.tile import Tile

TILE_WIDTH = 224


class Headline(SideBySide):
    """Six tiles."""

    asked = Signal(str)
    """The person wants to know how a figure was computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TILE_WIDTH, 3, parent, spacing=12)
        self.year = Tile(f"Small caps ({SMALL_CAPS}) this year")
        self.gaps = {rival: Tile(f"Lead over {rival} this year") for rival in RIVALS}
        self.fall = Tile(f"{SMALL_CAPS} below its high")
        self.streaks = {rival: Tile(f"Sessions in a row ahead of {rival}") for rival in RIVALS}
        tiles = (self.year, *self.gaps.values(), self.fall, *self.streaks.values())
        for tile in tiles:
            tile.asked.connect(self.asked)
        self.add(*tiles)

    def show_report(self, report: RotationReport) -> None:
        """Show the figures of *report*."""
        track = report.funds[SMALL_CAPS]
        self.year.set_value(text(track.year_to_date), note=window(track.year_to_date))
        self.year.set_explanation(
            "Total return, distributions included, since the last close of the year before: "
            f"{origin(track.year_to_date)}"
        )
        self.fall.set_value(
            text(track.drawdown), note=f"since the high of {day(track.drawdown.first)}"
        )
        self.fall.set_explanation(
            f"How far the last session is below the highest close: {origin(track.drawdown)} The "
            f"deepest fall in the window was {text(track.worst_drawdown)}, "
            f"{window(track.worst_drawdown)}."
        )
        for rival, comparison in report.against.items():
            self._show_gap(report, rival, comparison)
            self._show_streak(rival, comparison)

    def _show_gap(self, report: RotationReport, rival: str, comparison: Comparison) -> None:
        theirs = report.funds[rival].year_to_date
        tile = self.gaps[rival]
        tile.set_value(text(comparison.gap), note=f"{rival} returned {text(theirs)}")
        tile.set_explanation(
            f"Total return of {SMALL_CAPS} less that of {rival}, in hundredths of a percentage "
            f"point: {origin(comparison.gap)}"
        )

    def _show_streak(self, rival: str, comparison: Comparison) -> None:
        longest = comparison.longest_this_year
        tile = self.streaks[rival]
        tile.set_value(
            text(comparison.current),
            note=f"longest this year: {text(longest)}, {window(longest)}",
        )
        tile.set_explanation(
            f"Sessions in a row in which {SMALL_CAPS} returned more than {rival}, up to the last "
            f"one: {origin(comparison.current)} The longest in all the daily figures: "
            f"{text(comparison.longest)}, {window(comparison.longest)}."
        )
