"""How groups and scenarios are called and ordered."""

from collections.abc import Iterable

from rebalancer.simulate.doubts import TITLES
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import Scenario, ShockGroup
from ui.language import tr, tr_n

AS_IT_IS = tr("As it is")
AFTER = tr("After the plan")

_SHORT = {ShockGroup.NON_US: tr("outside the US"), ShockGroup.UNCLASSIFIED: tr("unclassified")}
_ORDER = (
    "rotation_continues",
    "road_to_2825",
    "valuation_gap_closes",
    "small_cap_dominance",
    "second_half_gains",
    "sideways_big_tech",
    "mega_cap_catch_up",
    "reversal",
    "sticky_inflation",
    "refinancing_wall",
    "hot_money_pullback",
    "fed_chair_transition",
    "precedent_after_dotcom",
    "precedent_after_2008",
    "precedent_2008",
    "precedent_1973",
)
"""From what favours the rotation to what does not, then the precedents."""


def changes_nothing(result: ScenarioResult) -> bool:
    """Return whether the plan leaves every path as it is, as one without trades does."""
    planned = result.planned
    return planned is not None and bool((planned.fan == result.current.fan).all())


def group_words(group: ShockGroup) -> str:
    """Return what a person calls *group* within a sentence."""
    return _SHORT.get(group) or TITLES[group]


def group_title(group: ShockGroup) -> str:
    """Return what a person calls *group*."""
    text = group_words(group)
    return text[:1].upper() + text[1:]


def ordered(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return *scenarios* in the order of the list; unknown ones come last."""
    place = {key: number for number, key in enumerate(_ORDER)}
    return sorted(scenarios, key=lambda scenario: place.get(scenario.key, len(place)))


def months(count: int) -> str:
    """Return ``1 month`` or ``12 months``."""
    return tr_n("{count} month", "{count} months", count)
