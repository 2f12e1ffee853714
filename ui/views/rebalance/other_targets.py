"""Targets beyond the four sliders: a share with a tolerance, or another bound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, RebalanceTo, Target
from rebalancer.rebalance.policy.target_file import BandRule, rule_of, with_rule
from ui.format import percent
from ui.language import tr
from ui.views.rebalance.decision import ALONE, Merge
from ui.widgets.button import Button, Loudness
from ui.widgets.clear import clear_layout
from ui.widgets.fields import ChoiceField, PercentField, labelled
from ui.widgets.share_slider import DraggedShare
from ui.widgets.spoken import allow, call, literal
from ui.widgets.text import PlainLabel

FIRST_SHARE, FIRST_BAND = 0.10, 0.02
"""Where a target begins that a person adds, 0..1."""
RULES: tuple[tuple[str, object], ...] = (
    (tr("My own"), None),
    (tr("5/25: 5 points or a quarter"), BandRule.FIVE_TWENTY_FIVE),
    (tr("200/175: 2 points, back to 1.75"), BandRule.TWO_HUNDRED),
    (tr("20/half: a fifth, half-way back"), BandRule.TWENTY_HALF),
)
BACK: tuple[tuple[str, object], ...] = (
    (tr("To the target"), RebalanceTo.TARGET),
    (tr("Half-way"), RebalanceTo.HALF),
    (tr("To the edge"), RebalanceTo.EDGE),
)
_PARTS = {"target": "{title}", "minimum": tr("{title} at least"), "maximum": tr("{title} at most")}
"""What a target may ask for, and how it is said."""


def in_words(target: Target, titles: Mapping[str, str]) -> str:
    """Return a target as a person says it: ``VTI 60.0 %, give or take 2.0 %``.

    *titles* are what the groups are called, by key.
    """
    parts = []
    if target.target is not None:
        wanted, band = percent(target.target), percent(target.tolerance)
        parts.append(
            tr("{wanted}, give or take {band}", wanted=wanted, band=band)
            if target.tolerance
            else wanted
        )
    if target.minimum is not None:
        parts.append(tr("at least {minimum}", minimum=percent(target.minimum)))
    if target.maximum is not None:
        parts.append(tr("at most {maximum}", maximum=percent(target.maximum)))
    return f"{target.titled(titles)} {tr(' and ').join(parts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """A target as it was and as it is wanted; None is no target."""

    before: Target | None
    after: Target | None
    merge_key: int = ALONE

    @property
    def key(self) -> str:
        """What the target is about."""
        target = self.after or self.before
        return "" if target is None else target.key


class TargetLines(QWidget):
    """One target: a slider and a field for each thing it asks for, and its tolerance."""

    changed = Signal(object)
    """The ``Target`` that is wanted instead, or None for none."""
    tried = Signal(object)
    """The ``Target`` that a slider is being dragged over."""

    def __init__(self, target: Target, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self.pairs: dict[str, DraggedShare] = {}
        self.rule = ChoiceField(tr("{title}, rule for the tolerance", title=title), RULES)
        self.band = PercentField(tr("{title}, give or take", title=title))
        self.back = ChoiceField(tr("{title}, brought back to", title=title), BACK)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for part in asked(target):
            self._add(part, _PARTS[part].format(title=title))
        if target.target is not None:
            for name, field in (
                (tr("Tolerance"), self.rule),
                (tr("Give or take"), self.band),
                (tr("Brought back"), self.back),
            ):
                self._column.addWidget(labelled(name, field))
        self.remove = Button(tr("Remove"), Loudness.QUIET)
        call(self.remove, tr("Remove the target: {title}", title=title))
        self.remove.clicked.connect(partial(self.changed.emit, None))
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(self.remove)
        self._column.addLayout(end)
        self.rule.chosen.connect(self._take_rule)
        self.band.valueChanged.connect(self._take_band)
        self.back.chosen.connect(self._take_way_back)
        self.show_target(target)

    def _add(self, part: str, name: str) -> None:
        pair = DraggedShare(name, self)
        pair.changed.connect(partial(self._take, self.changed, part))
        pair.tried.connect(partial(self._take, self.tried, part))
        self.pairs[part] = pair
        top = QHBoxLayout()
        label = PlainLabel(name, wraps=True)
        label.setBuddy(pair.field)
        top.addWidget(label, 1)
        top.addWidget(pair.field)
        self._column.addLayout(top)
        self._column.addWidget(pair.slider)

    def show_target(self, target: Target) -> None:
        """Show *target*, which asks for the same things."""
        self.target = target
        for part, share in asked(target).items():
            self.pairs[part].set_share(share)
        rule = rule_of(target)
        self.rule.set_value(rule)
        self.back.set_value(target.to)
        by_rule = "" if rule is None else tr("The rule says it: choose “My own” as the tolerance.")
        fixed = (
            "" if target.destination is None else tr("The policy says how far back it is brought.")
        )
        allow(self.back, by_rule or fixed)
        allow(self.band, by_rule)
        with QSignalBlocker(self.band):
            self.band.set_share(target.tolerance)

    def _take(self, told: SignalInstance, part: str, share: float) -> None:
        told.emit(_with(self.target, part, share))

    def _take_band(self) -> None:
        band = self.band.share
        back = self.target.destination
        self.changed.emit(
            replace(
                self.target,
                band=band,
                relative_band=None,
                destination=None if back is None else min(back, band),
            )
        )

    def _take_rule(self, rule: BandRule | None) -> None:
        self.changed.emit(with_rule(self.target, rule))

    def _take_way_back(self, to: RebalanceTo) -> None:
        self.changed.emit(replace(self.target, to=to, destination=None))


class OtherTargets(QWidget):
    """Every target that has no slider of its own, and a button that adds one."""

    changed = Signal(object)
    """A ``TargetChange`` that is wanted."""
    tried = Signal(object)
    """A ``TargetChange`` that a slider is being dragged over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[TargetLines] = []
        self._titles: Mapping[str, str] = DEFAULT_CLASSIFICATION.titles
        self._held: tuple[str, ...] = ()
        self._targets: tuple[Target, ...] = ()
        self.add = Button(tr("Add a target"), Loudness.QUIET)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._offer)
        self.add.setMenu(self._menu)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._rows)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Know what the groups are called, by key."""
        self._titles = titles

    def set_held(self, symbols: Iterable[str]) -> None:
        """Offer a target for each of *symbols*."""
        self._held = tuple(symbols)

    @property
    def words(self) -> tuple[str, ...]:
        """The targets in words."""
        return tuple(in_words(target, self._titles) for target in self._targets)

    def show_targets(self, targets: tuple[Target, ...]) -> None:
        """Show *targets*; those that ask for the same things as before keep their lines."""
        is_alike = [_shape(target) for target in targets] == [
            _shape(target) for target in self._targets
        ]
        self._targets = targets
        if is_alike:
            for lines, target in zip(self.lines, targets, strict=True):
                lines.show_target(target)
            return
        clear_layout(self._rows)
        self.lines = [self._lines_of(target) for target in targets]

    def _lines_of(self, target: Target) -> TargetLines:
        lines = TargetLines(target, target.titled(self._titles))
        lines.changed.connect(partial(self._tell, self.changed, lines))
        lines.tried.connect(partial(self._tell, self.tried, lines))
        self._rows.addWidget(lines)
        return lines

    def _tell(self, told: SignalInstance, lines: TargetLines, after: Target | None) -> None:
        key = ALONE if after is None else Merge.OTHER_TARGET + self.lines.index(lines)
        told.emit(TargetChange(before=lines.target, after=after, merge_key=key))

    def _offer(self) -> None:
        """List what there may be a target for."""
        self._menu.clear()
        taken = {target.key for target in self._targets}
        for key, title in self._titles.items():
            if key not in taken:
                self._menu.addAction(literal(title), partial(self.begin, key))
        self._menu.addSeparator()
        for symbol in self._held:
            if SYMBOL_PREFIX + symbol not in taken:
                self._menu.addAction(symbol, partial(self.begin, SYMBOL_PREFIX + symbol))

    def begin(self, key: str) -> None:
        """Ask for a target for *key*."""
        target = Target(key=key, target=FIRST_SHARE, band=FIRST_BAND)
        self.changed.emit(TargetChange(before=None, after=target))


def asked(target: Target) -> dict[str, float]:
    """Return the shares that *target* asks for, by the name of its part."""
    shares = {part: getattr(target, part) for part in _PARTS}
    return {part: share for part, share in shares.items() if share is not None}


def _with(target: Target, part: str, share: float) -> Target:
    changed: dict[str, Any] = {part: share}
    return replace(target, **changed)


def _shape(target: Target) -> tuple[str, ...]:
    return (target.key, *asked(target))
