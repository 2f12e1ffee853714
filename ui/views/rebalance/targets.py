"""Caps and floors: how much of what the household may hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QWidget

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.measure.measurement import Measurement, Share
from rebalancer.rebalance.policy.policy import SINGLE_COMPANY, Policy, Target
from ui.format import percent
from ui.language import sentences, tr
from ui.overriding import override
from ui.views.rebalance.decision import DecisionPanel, Merge
from ui.views.rebalance.other_targets import OtherTargets, TargetChange, in_words
from ui.widgets.share_slider import Bound, ShareSlider

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


MAGNIFICENT_SEVEN = Wish(
    key="magnificent_seven",
    bound=Bound.AT_MOST,
    first=0.25,
    merge_key=Merge.MAGNIFICENT_SEVEN,
)
WISHES: tuple[Wish, ...] = (
    MAGNIFICENT_SEVEN,
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


class TargetPanel(DecisionPanel):
    """Four bounds with sliders, and whatever other targets there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Targets"), tr("Shares of the household, looked through"), parent, is_open=True
        )
        self.sliders: dict[str, ShareSlider] = {}
        self._titles = DEFAULT_CLASSIFICATION.titles
        for wish in WISHES:
            slider = ShareSlider(self._named(wish.key), wish.bound, wish.first)
            slider.changed.connect(partial(self._take_bound, wish))
            slider.tried.connect(partial(self._try_bound, wish))
            self.sliders[wish.key] = slider
            self.body.addWidget(slider)
        self.others = OtherTargets()
        self.others.changed.connect(self._take_other)
        self.others.tried.connect(self._try_other)
        self.body.addWidget(self.others)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Know what the groups are called, by key."""
        self._titles = titles
        self.others.set_titles(titles)

    def set_held(self, symbols: Iterable[str]) -> None:
        """Offer a target for each of *symbols*."""
        self.others.set_held(symbols)

    def _named(self, key: str) -> str:
        return Target(key=key).titled(self._titles)

    def set_measurement(self, measurement: Measurement | None) -> None:
        """Mark where the household is today."""
        for wish in WISHES:
            slider = self.sliders[wish.key]
            share, text = (None, "") if measurement is None else _now(measurement, wish.key)
            slider.set_now(share, text, _how(measurement, wish.key) if measurement and text else "")

    @override
    def show_policy(self, policy: Policy) -> None:
        for wish in WISHES:
            self.sliders[wish.key].set_share(bound_in(policy, wish))
        self.others.show_targets(tuple(rest for each in policy.targets if (rest := rest_of(each))))

    @override
    def in_short(self, policy: Policy) -> str:
        return "; ".join(in_words(target, self._titles) for target in policy.targets) or tr("None")

    def _take_bound(self, wish: Wish, share: float | None) -> None:
        title = tr("change the {target} bound", target=self._named(wish.key))
        self.decide(with_bound(self.policy, wish, share), title, wish.merge_key)

    def _try_bound(self, wish: Wish, share: float) -> None:
        self.tried.emit(with_bound(self.policy, wish, share))

    def _take_other(self, change: TargetChange) -> None:
        policy = with_rest(self.policy, change.before, change.after)
        target = self._named(change.key)
        if change.after is None:
            title = tr("remove the {target} target", target=target)
        else:
            title = (
                tr("change the {target} target", target=target)
                if change.before
                else tr("add the {target} target", target=target)
            )
        self.decide(policy, title, change.merge_key)

    def _try_other(self, change: TargetChange) -> None:
        self.tried.emit(with_rest(self.policy, change.before, change.after))


def with_rest(policy: Policy, before: Target | None, after: Target | None) -> Policy:
    """Return *policy* with *after* for what it asks of *before* beyond its sliders."""
    if before is None:
        return policy if after is None else replace(policy, targets=(*policy.targets, after))
    kept = []
    for each in policy.targets:
        if rest_of(each) != before:
            kept.append(each)
            continue
        asked = after or Target(key=before.key)
        own = _of_slider(each)
        changed = replace(
            asked,
            minimum=asked.minimum if own.minimum is None else own.minimum,
            maximum=asked.maximum if own.maximum is None else own.maximum,
        )
        if {changed.minimum, changed.maximum, changed.target} != {None}:
            kept.append(changed)
    return replace(policy, targets=tuple(kept))


def _of_slider(target: Target) -> Target:
    """Return the bound of *target* that has a slider, and nothing else."""
    own = Target(key=target.key)
    for wish in WISHES:
        if wish.key == target.key:
            of_slider = target.maximum if wish.bound is Bound.AT_MOST else target.minimum
            own = _at(own, wish.bound, of_slider)
    return own


def _now(measurement: Measurement, key: str) -> tuple[float | None, str]:
    """Return today's share of what *key* names, and how to say it."""
    if key == SINGLE_COMPANY:
        if not measurement.top:
            return None, ""
        largest = measurement.top[0]
        return largest.share, tr(
            "Now {share}: {company}", share=percent(largest.share), company=largest.company
        )
    share = _share_of(measurement, key)
    now, most = percent(share.share), percent(share.upper)
    if share.upper - share.share >= _NOTICEABLE:
        return share.share, tr("Now {now}, perhaps up to {most}", now=now, most=most)
    return share.share, tr("Now {now}", now=now)


def _share_of(measurement: Measurement, key: str) -> Share:
    return measurement.small_cap if key == "small_cap" else measurement.baskets[key]


def _how(measurement: Measurement, key: str) -> str:
    """Return how today's share of what *key* names was computed."""
    coverage = percent(measurement.coverage)
    if key == SINGLE_COMPANY:
        return tr(
            "What is held of the largest company, all its share classes, directly or through "
            "funds, divided by the value of everything. {coverage} of it is looked through; "
            "Exposure lists every company.",
            coverage=coverage,
        )
    share = _share_of(measurement, key)
    held = tr(
        "What is held of the group, directly or through funds, divided by the value of everything, "
        "of which {coverage} is looked through. Exposure shows where it comes from.",
        coverage=coverage,
    )
    if share.upper - share.share < _NOTICEABLE:
        return held
    rest = tr(
        "It would be {most} if everything that is not looked through, and may belong to the group, "
        "did.",
        most=percent(share.upper),
    )
    return sentences(held, rest)
