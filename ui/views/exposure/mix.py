"""Size classes and sectors, against the market, the plan and what is wanted."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.classify.size import SizeClass
from rebalancer.measure.measurement import (
    NOT_EQUITY_SECTOR,
    OPAQUE_SECTOR,
    Measurement,
    Share,
)
from rebalancer.measure.portrait import Portrait
from rebalancer.rebalance.policy.policy import Policy, Target
from ui.charts import paint
from ui.charts.card import ChartCard
from ui.charts.grouped_bars import BarSeries, Goal, GroupedBars
from ui.format import day, percent
from ui.language import tr
from ui.models.exposure import SIZE_TITLES
from ui.theme import Theme
from ui.views.exposure.focus import Focus
from ui.views.exposure.words import MARKET, basis, bounds_of

WORTH_A_ROW = 0.0005
"""Categories below this everywhere are left out."""
_SIZES_BY_TITLE = {title: size for size, title in SIZE_TITLES.items()}
_TARGETED = {
    "mega_cap": SizeClass.MEGA,
    "large_cap": SizeClass.LARGE,
    "mid_cap": SizeClass.MID,
    "small_cap": SizeClass.SMALL,
    "micro_cap": SizeClass.MICRO,
}
"""Where the target of a policy is drawn."""
_NOT_PICKED = {SIZE_TITLES[SizeClass.NOT_EQUITY], NOT_EQUITY_SECTOR, OPAQUE_SECTOR}
"""No company is in these."""
_Key = TypeVar("_Key")


class SizeMix(ChartCard):
    """Size classes."""

    focused = Signal(object)
    """A ``Focus``, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = GroupedBars(theme, tr("Size mix"), can_pick=True)
        subtitle = tr(
            "By the size of the companies in it, against the US market and what is wanted"
        )
        super().__init__(tr("Size mix"), subtitle, self.chart, parent)
        self.chart.picked.connect(self._pick)

    def show_portrait(self, portrait: Portrait, policy: Policy) -> None:
        """Show *portrait* against the market, the plan and the targets of *policy*."""
        now, later, market = portrait.now.size, _size(portrait.after), portrait.market.size
        sizes = [
            size
            for size in SizeClass
            if max(now[size], later.get(size, 0.0), market[size]) >= WORTH_A_ROW
        ]
        self.chart.set_series(
            [SIZE_TITLES[size] for size in sizes],
            _series(sizes, portrait.sizes, later, market),
            goals=_goals(sizes, policy.targets),
        )
        points = portrait.exposures.universe.classification.breakpoints
        self.chart.set_explanation(
            tr(
                "Members of the Russell 2000 and the S&P SmallCap 600 are small. Any other "
                "company is micro below ${small} billion, small below {mid}, mid below {large}, "
                "large below {mega} and mega from there on, by values of {as_of} ({source}). A "
                "target for small caps counts micro caps with them. The whisker ends where a "
                "class would be if everything unclassified belonged to it. {basis}",
                small=f"{points.small:g}",
                mid=f"{points.mid:g}",
                large=f"{points.large:g}",
                mega=f"{points.mega:g}",
                as_of=day(points.as_of),
                source=points.source,
                basis=basis(portrait.now),
            )
        )

    def show_focus(self, focus: Focus | None) -> None:
        """Highlight what *focus* leaves."""
        size = None if focus is None else focus.size
        self.chart.set_picked("" if size is None else SIZE_TITLES[size])

    def _pick(self, category: str) -> None:
        is_empty = not category or category in _NOT_PICKED
        self.focused.emit(None if is_empty else Focus(size=_SIZES_BY_TITLE[category]))


class SectorMix(ChartCard):
    """Sectors."""

    focused = Signal(object)
    """A ``Focus``, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = GroupedBars(theme, tr("Sectors"), can_pick=True)
        super().__init__(
            tr("Sectors"), tr("By the sector of the companies in it"), self.chart, parent
        )
        self.chart.picked.connect(self._pick)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show *portrait* against the market, and what becomes of it where there is a plan."""
        later = {} if portrait.after is None else portrait.after.sectors
        mixes = [portrait.now.sectors, later, portrait.market.sectors]
        names = dict.fromkeys(name for mix in mixes for name in mix)
        sectors = [n for n in names if max(mix.get(n, 0.0) for mix in mixes) >= WORTH_A_ROW]
        self.chart.set_series(
            sectors, _series(sectors, portrait.sectors, later, portrait.market.sectors)
        )
        self.chart.set_explanation(
            tr(
                "Every company counts with the sector that the market snapshot names, or that you "
                "say. The whisker ends where a sector would be if every company without a sector, "
                "and everything that is not looked through, belonged to it. {basis}",
                basis=basis(portrait.now),
            )
        )

    def show_focus(self, focus: Focus | None) -> None:
        """Highlight what *focus* leaves."""
        self.chart.set_picked(focus.sector if focus else "")

    def _pick(self, category: str) -> None:
        is_empty = not category or category in _NOT_PICKED
        self.focused.emit(None if is_empty else Focus(sector=category))


def _size(measurement: Measurement | None) -> Mapping[SizeClass, float]:
    return {} if measurement is None else measurement.size


def _series(
    keys: Sequence[_Key],
    now: Mapping[_Key, Share],
    later: Mapping[_Key, float],
    market: Mapping[_Key, float],
) -> list[BarSeries]:
    nothing = Share(share=0.0, lower=0.0, upper=0.0)
    shares = [now.get(key, nothing) for key in keys]
    found = [
        BarSeries(
            name=tr("As it is"),
            paint=paint.before,
            values=tuple(share.share for share in shares),
            bounds=tuple(bounds_of(share) for share in shares),
        )
    ]
    for name, color, mix in (
        (tr("After the plan"), paint.after, later),
        (MARKET, paint.muted, market),
    ):
        if mix:
            values = tuple(mix.get(key, 0.0) for key in keys)
            found.append(BarSeries(name=name, paint=color, values=values))
    return found


def _goals(sizes: Sequence[SizeClass], targets: Sequence[Target]) -> list[Goal]:
    """Return what is wanted of the size classes that are shown."""
    rows = {size: row for row, size in enumerate(sizes)}
    words: Sequence[tuple[Callable[[Target], float | None], str]] = (
        (lambda target: target.minimum, tr("at least")),
        (lambda target: target.maximum, tr("at most")),
        (lambda target: target.target, tr("about")),
    )
    return [
        Goal(category=rows[_TARGETED[target.key]], value=value, words=f"{word} {percent(value)}")
        for target in targets
        if _TARGETED.get(target.key) in rows
        for of, word in words
        if (value := of(target)) is not None
    ]
