"""Caps and floors: how much of what the household may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.measure.measurement import Measurement, Share
from rebalancer.rebalance.policy.policy import SINGLE_COMPANY, Policy, Target
from ui.format import percent
from ui.views.rebalance.decision import DecisionPanel, Merge
from ui.widgets.button import Button, Loudness
from ui.widgets.clear import clear_layout
from ui.widgets.share_slider import Bound, ShareSlider
from ui.widgets.text import Caption

_NOTICEABLE = 0.0005
"""A distance between bounds that a percentage with one decimal shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A bound that has a slider of its own."""

    key: str
    bound: Bound
    first: float
    """Where its slider stands before it is switched on for the first time, 0..1."""
    merge_key: Merge


WISHES: tuple[Wish, ...] = (
    Wish(
        key="magnificent_seven",
        bound=Bound.AT_MOST,
        first=0.25,
        merge_key=Merge.MAGNIFICENT_SEVEN,
    ),
    Wish(key="mega_cap_tech", bound=Bound.AT_MOST, first=0.35, merge_key=Merge.MEGA_CAP_TECH),
    Wish(key="small_cap", bound=Bound.AT_LEAST, first=0.15, merge_key=Merge.SMALL_CAP),
    Wish(key=SINGLE_COMPANY, bound=Bound.AT_MOST, first=0.10, merge_key=Merge.SINGLE_COMPANY),
)


def with_bound(policy: Policy, wish: Wish, share: float | None) -> Policy:
    """Return *policy* with the bound of *wish* at *share*; whatever else it says stays."""
    found = next((each for each in policy.targets if each.key == wish.key), None)
    target = found or Target(key=wish.key)
    changed = _at(target, wish.bound, share)
    says_something = {changed.minimum, changed.maximum, changed.target} != {None}
    kept = [changed] if says_something else []
    if found is None:
        return replace(policy, targets=(*policy.targets, *kept))
    place = policy.targets.index(found)
    return replace(policy, targets=(*policy.targets[:place], *kept, *policy.targets[place + 1 :]))


def _at(target: Target, bound: Bound, share: float | None) -> Target:
    if bound is Bound.AT_MOST:
        return replace(target, maximum=share)
    return replace(target, minimum=share)


def bound_in(policy: Policy, wish: Wish) -> float | None:
    """Return the share that *policy* gives for *wish*, or None."""
    for target in policy.targets:
        if target.key == wish.key:
            return target.maximum if wish.bound is Bound.AT_MOST else target.minimum
    return None


def rest_of(target: Target) -> Target | None:
    """Return what *target* asks for beyond its slider, or None."""
    for wish in WISHES:
        if wish.key == target.key:
            target = _at(target, wish.bound, None)
    return None if {target.minimum, target.maximum, target.target} == {None} else target


def in_words(target: Target, titles: Mapping[str, str]) -> str:
    """Return a target as a person says it: ``VTI 60.0 %, give or take 2.0 %``.

    *titles* are what the groups are called, by key.
    """
    parts = []
    if target.target is not None:
        band = f", give or take {percent(target.tolerance)}" if target.tolerance else ""
        parts.append(f"{percent(target.target)}{band}")
    if target.minimum is not None:
        parts.append(f"at least {percent(target.minimum)}")
    if target.maximum is not None:
        parts.append(f"at most {percent(target.maximum)}")
    return f"{target.titled(titles)} {' and '.join(parts)}"


class TargetPanel(DecisionPanel):
    """Four bounds with sliders, and whatever other targets a policy file brought along."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Caps and floors", "Shares of the household, looked through its funds", parent
        )
        self.sliders: dict[str, ShareSlider] = {}
        self._titles = DEFAULT_CLASSIFICATION.titles
        for wish in WISHES:
            slider = ShareSlider(self._named(wish.key), wish.bound, wish.first)
            slider.changed.connect(partial(self._take_bound, wish))
            self.sliders[wish.key] = slider
            self.body.addWidget(slider)
        self._others = QVBoxLayout()
        self._others.setSpacing(4)
        self.body.addLayout(self._others)
        self._shown: tuple[Target, ...] = ()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Know what the groups are called, by key."""
        self._titles = titles

    def _named(self, key: str) -> str:
        return Target(key=key).titled(self._titles)

    @property
    def others(self) -> tuple[str, ...]:
        """The targets that have no slider, in words."""
        return tuple(in_words(target, self._titles) for target in self._shown)

    def remove_other(self, place: int) -> None:
        """Take out the target at this *place* among the others."""
        self._remove(self._shown[place])

    def set_measurement(self, measurement: Measurement | None) -> None:
        """Mark where the household is today."""
        for wish in WISHES:
            share, text = (None, "") if measurement is None else _now(measurement, wish.key)
            self.sliders[wish.key].set_now(share, text)

    @override
    def show_policy(self, policy: Policy) -> None:
        for wish in WISHES:
            self.sliders[wish.key].set_share(bound_in(policy, wish))
        self._show_others(tuple(rest for each in policy.targets if (rest := rest_of(each))))

    def _take_bound(self, wish: Wish, share: float | None) -> None:
        title = f"change the {self._named(wish.key)} bound"
        self.decide(with_bound(self.policy, wish, share), title, wish.merge_key)

    def _show_others(self, targets: tuple[Target, ...]) -> None:
        if targets == self._shown:
            return
        self._shown = targets
        clear_layout(self._others)
        for target in targets:
            self._others.addWidget(self._other(target))

    def _other(self, target: Target) -> QWidget:
        words = in_words(target, self._titles)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Caption(words), 1)
        remove = Button("Remove", Loudness.QUIET)
        remove.setAccessibleName(f"Remove the target: {words}")
        remove.clicked.connect(partial(self._remove, target))
        row.addWidget(remove)
        return line

    def _remove(self, target: Target) -> None:
        """Take out what *target* asks for; a bound with a slider keeps its own part."""
        kept = []
        for each in self.policy.targets:
            if each.key != target.key:
                kept.append(each)
                continue
            slider = replace(
                each,
                minimum=None if target.minimum is not None else each.minimum,
                maximum=None if target.maximum is not None else each.maximum,
                target=None,
            )
            if {slider.minimum, slider.maximum} != {None}:
                kept.append(slider)
        policy = replace(self.policy, targets=tuple(kept))
        self.decide(policy, f"remove the {self._named(target.key)} target")


def _now(measurement: Measurement, key: str) -> tuple[float | None, str]:
    """Return today's share of what *key* names, and how to say it."""
    if key == SINGLE_COMPANY:
        if not measurement.top:
            return None, ""
        largest = measurement.top[0]
        return largest.share, f"Now {percent(largest.share)}: {largest.company}"
    share: Share = measurement.small_cap if key == "small_cap" else measurement.baskets[key]
    text = f"Now {percent(share.share)}"
    if share.upper - share.share >= _NOTICEABLE:
        text += f", perhaps up to {percent(share.upper)}"
    return share.share, text
