"""The same goal over several tax years: one full plan a year, each on what the last one left.

Lots turn long-term between the years, losses are carried from year to year, and every year has
the policy's limits on gains anew. Several ways to get there are walked to the end and compared by
what the whole of the years costs in tax.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.classify.universe import Universe
from rebalancer.domain.lot import Term, long_term_from
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.frontier import over_limits
from rebalancer.rebalance.glide import (
    DEFAULT_GLIDE,
    WAY_TITLES,
    Glide,
    GlidePath,
    GlideWish,
    GlideYear,
    TurnsLong,
    Way,
)
from rebalancer.rebalance.growth import grown
from rebalancer.rebalance.plan import Action, TradePlan
from rebalancer.rebalance.policy.orders import Deal
from rebalancer.rebalance.policy.policy import Policy, RecentTrade, Target
from rebalancer.rebalance.relief import still_named
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.taxpayer import BracketTaxpayer, Situation, taxpayer_of
from rebalancer.rebalance.tax_estimate import taxed_gains

_WITHIN = Decimal(1)
"""USD by which rounding to whole shares and cents may exceed a limit on gains."""
_ABOUT = Decimal("0.001")
"""Ways whose tax differs by less than this part of it cost the same: whole shares see to that."""
_A_LITTLE_LESS = Decimal("0.9")
"""Part of the mean yearly gain below which no level of gains is expected to be enough."""
_HALVINGS = 5
"""So often the range of yearly gains is halved."""


def glide_path(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    *,
    as_of: date,
    wish: GlideWish = DEFAULT_GLIDE,
    progress: Progress = silent,
) -> GlidePath:
    """Return the ways to what *policy* asks for over several years, and the best of them.

    Args:
        portfolio: As it is today.
        policy: The goal; its limits on gains are those of every year, its new money and its gains
            realised so far belong to the first year.
        universe: What is known of the market.
        as_of: Day of the first year's trades.
        wish: How many years, and what is assumed of them.
        progress: Told how far it is; may cancel it.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
        UnknownGroupError: *wish* names a group that nobody has named.
    """
    pulse = Pulse.of(progress)
    start = pulse.part(0.0, 0.0, "reading what is held")
    start.step(0.0)
    walk = _Walk(portfolio, policy, universe, wish.days(as_of), wish, start)
    glides = list(_compared(walk, pulse))
    return GlidePath(
        policy=policy,
        key=wish.key,
        title=Target(key=wish.key).titled(universe.classification.titles),
        before=walk.held[wish.key],
        glides=tuple(glides),
        chosen=_best(glides),
        assumptions=tuple(_assumptions(walk, glides)),
    )


@dataclass(frozen=True, kw_only=True)
class _Course:
    """A way, and what it has to keep to beside the policy."""

    way: Way
    waits: bool = False
    """Whether no year but the last has short-term gains."""
    budget: Decimal | None = None
    """USD of gains in every year, instead of the policy's own."""


def _compared(walk: "_Walk", pulse: Pulse) -> Iterator[Glide]:
    """Yield the ways that are compared."""
    if len(walk.days) == 1:
        yield walk.glide(_Course(way=Way.AS_ALLOWED), pulse)
        return
    found = {}
    *ways, _ = Way
    for number, way in enumerate(ways):
        part = pulse.part_of(number, len(Way))
        found[way] = walk.glide(_Course(way=way, waits=way is Way.WAIT), part)
        yield found[way]
    yield from _levelled(walk, found, pulse.part_of(len(ways), len(Way)))
    pulse.step(1.0, "compared")


def _levelled(walk: "_Walk", found: Mapping[Way, Glide], pulse: Pulse) -> Iterator[Glide]:
    """Yield the way with the least gains a year that still reaches the goal, if there is one."""
    waits = found[Way.WAIT].is_reached
    guide = found[Way.WAIT if waits else Way.AS_ALLOWED]
    years = Decimal(len(walk.days))
    realised = total(year.gains.short + year.gains.long for year in guide.years)
    at_once = found[Way.ALL_NOW].years[0].gains
    high = at_once.short + at_once.long
    if walk.policy.tax.gain_budget is not None:
        high = min(high, walk.policy.tax.gain_budget)
    low, best = _A_LITTLE_LESS * realised / years, None
    for number in range(_HALVINGS if guide.is_reached and ZERO < low < high else 0):
        budget = ((low + high) / 2).quantize(Decimal(1))
        course = _Course(way=Way.LEVEL_GAINS, waits=waits, budget=budget)
        glide = walk.glide(course, pulse.part_of(number, _HALVINGS))
        low, high = (low, budget) if glide.is_reached else (budget, high)
        best = glide if glide.is_reached else best
    if best is not None:
        yield best


def _order(glide: Glide) -> tuple[bool, float, Decimal]:
    return not glide.keeps_limits, round(glide.missed, 4), glide.total_tax


def _best(glides: Sequence[Glide]) -> Glide:
    """Return the soonest of those with about the least tax that are nearest within the limits."""
    least = min(glides, key=_order)
    enough = least.total_tax + max(_WITHIN, abs(least.total_tax) * _ABOUT)
    return next(
        glide
        for glide in glides
        if _order(glide)[:2] == _order(least)[:2] and glide.total_tax <= enough
    )


class _Walk:
    """A household, walked through the years."""

    def __init__(
        self,
        portfolio: Portfolio,
        policy: Policy,
        universe: Universe,
        days: tuple[date, ...],
        wish: GlideWish,
        pulse: Pulse,
    ) -> None:
        self.portfolio, self.policy, self.universe = portfolio, policy, universe
        self.days, self.wish = days, wish
        today = Planner(portfolio, universe, as_of=days[0])
        keys = dict.fromkeys([wish.key, *(target.key for target in policy.targets)])
        self.held = {key: today.share_held(policy, key, progress=pulse) for key in keys}
        self.owed_anyway = self._owed_without_trades()

    def glide(self, course: _Course, pulse: Pulse) -> Glide:
        """Walk *course* to the end."""
        return Glide(way=course.way, years=tuple(self._years(course, pulse)))

    def _years(self, course: _Course, pulse: Pulse) -> Iterator[GlideYear]:
        portfolio, cumulated = self.portfolio, ZERO
        carried, recent = self.policy.tax.loss_carryforward, self.policy.recent_trades
        named = self.policy.trading.specific_lots
        canonical = self.universe.snapshot.canonical
        for number, day in enumerate(self.days):
            policy = self._asked(course, number)
            policy = replace(
                policy,
                trading=replace(policy.trading, specific_lots=named),
                recent_trades=recent,
                tax=replace(policy.tax, loss_carryforward=carried),
            )
            planner = Planner(portfolio, self.universe, as_of=day)
            years, note = len(self.days), f"{WAY_TITLES[course.way]}: {day.year}"
            part = pulse.part_of(number, years, note)
            plan = planner.plan(policy, progress=part)
            tax = to_cents(self._owed(policy, day, taxed_gains(plan.trades)))
            tax -= self.owed_anyway[number]
            cumulated += tax
            yield GlideYear(
                day=day,
                cap=_cap(policy, self.wish.key),
                share=planner.share_left(plan, self.wish.key),
                plan=plan,
                tax=tax,
                cumulated_tax=cumulated,
                over_budget=self._over_budget(plan),
                turns_long=tuple(_turning(plan.portfolio_after, self._situation(policy, day), day)),
            )
            part(1.0)
            carried = Gains(short=plan.tax.carried_short_term, long=plan.tax.carried_long_term)
            recent = (*self.policy.recent_trades, *_losses(plan))
            named = still_named(named, portfolio.accounts, plan.trades, canonical)
            portfolio = grown(plan.portfolio_after, self.wish.growth, self.universe)

    def _asked(self, course: _Course, number: int) -> Policy:
        """Return what the year with this number asks for."""
        policy = self.policy
        if number:
            trading = replace(policy.trading, contribute={}, withdraw={})
            rules = replace(policy.tax, realised=NO_GAINS)
            policy = replace(policy, trading=trading, tax=rules, orders=())
        rules, is_last = policy.tax, number == len(self.days) - 1
        if course.way is Way.ALL_NOW and not number:
            rules = replace(rules, gain_budget=None, short_term_gain_max=None)
        if course.budget is not None:
            rules = replace(rules, gain_budget=course.budget)
        if course.waits and not is_last:
            rules = replace(rules, short_term_gain_max=ZERO)
        if course.way is Way.EVEN_STEPS and not is_last:
            part = (number + 1) / len(self.days)
            targets = tuple(_on_the_way(each, self.held, part) for each in policy.targets)
            policy = replace(policy, targets=targets)
        return replace(policy, tax=rules)

    def _over_budget(self, plan: TradePlan) -> Decimal:
        over = over_limits(plan, self.policy)
        return over if over >= _WITHIN else ZERO

    def _situation(self, policy: Policy, day: date) -> Situation:
        return Situation(
            taxpayer=taxpayer_of(policy.tax, day.year),
            realised=policy.tax.realised,
            carried=policy.tax.loss_carryforward,
        )

    def _owed(self, policy: Policy, day: date, gains: Gains) -> Decimal:
        situation = self._situation(policy, day)
        return situation.taxpayer.owed(situation.netted(gains))

    def _owed_without_trades(self) -> tuple[Decimal, ...]:
        """Return what is owed in every year if nothing is ever traded."""
        carried, owed = self.policy.tax.loss_carryforward, []
        for number, day in enumerate(self.days):
            rules = replace(self.policy.tax, loss_carryforward=carried)
            rules = replace(rules, realised=NO_GAINS) if number else rules
            situation = self._situation(replace(self.policy, tax=rules), day)
            netted = situation.netted(NO_GAINS)
            owed.append(to_cents(situation.taxpayer.owed(netted)))
            carried = netted.carried
        return tuple(owed)


def _cap(policy: Policy, key: str) -> float | None:
    return next((target.maximum for target in policy.targets if target.key == key), None)


def _on_the_way(target: Target, held: Mapping[str, float], part: float) -> Target:
    """Return *target* with bounds a *part* (0..1) of the way from what is *held*."""
    before = held[target.key]

    def between(bound: float) -> float:
        return before + (bound - before) * part

    low, high, middle = target.minimum, target.maximum, target.target
    return replace(
        target,
        minimum=None if low is None else min(low, between(low)),
        maximum=None if high is None else max(high, between(high)),
        target=None if middle is None else between(middle),
    )


def _losses(plan: TradePlan) -> Iterator[RecentTrade]:
    """Yield the plan's sales at a loss, for whom the next year may be too near."""
    for trade in plan.trades:
        if trade.action is Action.SELL and any((lot.gain or ZERO) < 0 for lot in trade.lots):
            yield RecentTrade(
                account=trade.account,
                symbol=trade.symbol,
                action=Deal.SELL,
                day=plan.as_of,
                quantity=trade.quantity,
                gain=total(lot.gain or ZERO for lot in trade.lots if (lot.gain or ZERO) < 0),
            )


def _turning(portfolio: Portfolio, situation: Situation, day: date) -> list[TurnsLong]:
    """Return the lots with a short-term gain, the earliest to turn long-term first."""
    rates = situation.rates(NO_GAINS)
    found = []
    for account, position in portfolio.holdings():
        if not (account.tax_treatment.is_taxed and position.is_tradable):
            continue
        for lot in position.open_lots:
            gain = lot.gain(position.price or ZERO)
            if lot.acquired and lot.term(day) is Term.SHORT and gain is not None and gain > 0:
                found.append(
                    TurnsLong(
                        account_label=account.label,
                        symbol=position.symbol,
                        quantity=lot.quantity,
                        first_day=long_term_from(lot.acquired),
                        gain=to_cents(gain),
                        saves=to_cents(gain * (rates.short - rates.long)),
                    )
                )
    return sorted(found, key=lambda lot: (lot.first_day, lot.symbol, lot.account_label))


def _assumptions(walk: _Walk, glides: Iterable[Glide]) -> Iterator[str]:
    if walk.wish.growth:
        titles = walk.universe.classification.titles
        rates = ", ".join(
            f"{titles.get(key, key)} {rate:+.1%}" for key, rate in walk.wish.growth.items()
        )
        yield f"Prices grow every year as you say ({rates}), and stay as they are otherwise."
    else:
        yield "Prices stay as they are in all years."
    yield "The tax is paid from elsewhere, not from the accounts."
    trading = walk.policy.trading
    if len(walk.days) > 1 and (trading.contribute or trading.withdraw):
        yield "New money and withdrawals are those of the first year."
    if len(walk.days) > 1 and walk.policy.orders:
        yield "The trades that you decided are made in the first year."
    unknown = [
        (day.year, taxpayer.year.year)
        for day in walk.days
        for taxpayer in [taxpayer_of(walk.policy.tax, day.year)]
        if isinstance(taxpayer, BracketTaxpayer) and taxpayer.year.year != day.year
    ]
    if unknown:
        years = ", ".join(str(year) for year, _ in unknown)
        yield f"The brackets of {years} are not known: those of {unknown[0][1]} are used."
    if any(glide.carried_loss for glide in glides):
        yield "Losses that are left after the last year count for nothing here."
