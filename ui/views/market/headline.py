"""The rotation in six figures."""

from PySide6.QtWidgets import QWidget

from rebalancer.measure.rotation import RIVALS, SMALL_CAPS, Comparison, RotationReport
from ui.format import day
from ui.language import tr
from ui.views.market.words import origin, text, window
from ui.widgets.side_by_side import SideBySide
from ui.widgets.tile import Tile

TILE_WIDTH = 224


class Headline(SideBySide):
    """Six tiles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TILE_WIDTH, 3, parent, spacing=12)
        self.year = Tile(tr("Small caps ({small_caps}) this year", small_caps=SMALL_CAPS))
        self.gaps = {
            rival: Tile(tr("Lead over {rival} this year", rival=rival)) for rival in RIVALS
        }
        self.fall = Tile(tr("{small_caps} below its high", small_caps=SMALL_CAPS))
        self.streaks = {
            rival: Tile(tr("Sessions in a row ahead of {rival}", rival=rival)) for rival in RIVALS
        }
        self.add(self.year, *self.gaps.values(), self.fall, *self.streaks.values())

    def show_report(self, report: RotationReport) -> None:
        """Show the figures of *report*."""
        track = report.funds[SMALL_CAPS]
        self.year.set_value(text(track.year_to_date), note=window(track.year_to_date))
        self.year.set_explanation(
            tr(
                "Total return, distributions included, since the last close of the year before: "
                "{origin}",
                origin=origin(track.year_to_date),
            )
        )
        self.fall.set_value(
            text(track.drawdown),
            note=tr("since the high of {first}", first=day(track.drawdown.first)),
        )
        self.fall.set_explanation(
            tr(
                "How far the last session is below the highest close: {origin} The deepest fall "
                "in the window was {worst_drawdown}, {days}.",
                origin=origin(track.drawdown),
                worst_drawdown=text(track.worst_drawdown),
                days=window(track.worst_drawdown),
            )
        )
        for rival, comparison in report.against.items():
            self._show_gap(report, rival, comparison)
            self._show_streak(rival, comparison)

    def _show_gap(self, report: RotationReport, rival: str, comparison: Comparison) -> None:
        theirs = report.funds[rival].year_to_date
        tile = self.gaps[rival]
        tile.set_value(
            text(comparison.gap),
            note=tr("{rival} returned {theirs}", rival=rival, theirs=text(theirs)),
        )
        tile.set_explanation(
            tr(
                "Total return of {small_caps} less that of {rival}, in hundredths of a percentage "
                "point: {origin}",
                small_caps=SMALL_CAPS,
                rival=rival,
                origin=origin(comparison.gap),
            )
        )

    def _show_streak(self, rival: str, comparison: Comparison) -> None:
        longest = comparison.longest_this_year
        tile = self.streaks[rival]
        tile.set_value(
            text(comparison.current),
            note=tr(
                "longest this year: {longest}, {days}", longest=text(longest), days=window(longest)
            ),
        )
        tile.set_explanation(
            tr(
                "Sessions in a row in which {small_caps} returned more than {rival}, up to the "
                "last one: {origin} The longest in all the daily figures: {longest}, {days}.",
                small_caps=SMALL_CAPS,
                rival=rival,
                origin=origin(comparison.current),
                longest=text(comparison.longest),
                days=window(comparison.longest),
            )
        )
