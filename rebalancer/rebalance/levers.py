"""What in a policy could give way, as one lever each: in steps to no limit at all."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.plan import NotDone, TradePlan
from rebalancer.rebalance.policy.policy import BUY_STYLES, Mode, Policy, Target
from rebalancer.rebalance.tax.rules import WashSales

SHARE_STEP = 0.001
"""Caps and floors give way in tenths of a per cent."""
BUY_LIST = "buy.symbols"
NOT_LISTED = "not_on_the_buy_list"
_MUCH_MONEY = 10
"""So many times what a household is worth is as good as money without end."""

At = Callable[[int], Policy]


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One thing that could give way.

    Attributes:
        limit: As in ``NotDone``.
        steps: How many steps there are to no limit at all; 1 for what is there or is not.
        at: Returns the policy after so many steps.
        words: Returns what the change is, in words, after so many steps.
        symbol, account: What it concerns, or "".
    """

    limit: str
    steps: int
    at: At
    words: Callable[[int], str]
    symbol: str = ""
    account: str = ""

    def explains(self, found: NotDone) -> bool:
        """Whether *found* is about the same limit."""
        return (
            self.limit == found.limit
            and self.symbol in {"", found.symbol}
            and self.account == found.account
        )


def levers_of(plan: TradePlan, most_gains: Decimal) -> tuple[Lever, ...]:
    """Return everything in the policy of *plan* that could give way.

    Args:
        plan: Its policy, and what is known to stand in the way.
        most_gains: USD that no limit on gains has to exceed.
    """
    policy = plan.policy
    return (
        *_gain_levers(policy, int(most_gains) + 1),
        *(
            lever
            for target, outcome in zip(policy.targets, plan.outcomes, strict=True)
            for lever in _target_levers(policy, target, outcome.title)
        ),
        *_turnover_levers(policy),
        *_wait_levers(policy),
        *_rule_levers(policy),
        *_cash_levers(policy, plan),
        *_buy_levers(policy, plan),
    )


def _gain_levers(policy: Policy, most: int) -> Iterator[Lever]:
    rules = policy.tax
    for limit, title, now in (
        ("gain_budget", "gain budget", rules.gain_budget),
        ("short_term_gain_max", "limit on short-term gains", rules.short_term_gain_max),
    ):
        if now is not None:
            yield Lever(
                limit=f"tax.{limit}",
                steps=max(1, most - int(now)),
                at=partial(_with_gains, policy, limit, now),
                words=partial(_gains_in_words, title, now),
            )


def _with_gains(policy: Policy, limit: str, now: Decimal, steps: int) -> Policy:
    amount, rules = now + steps, policy.tax
    if limit == "gain_budget":
        return replace(policy, tax=replace(rules, gain_budget=amount))
    return replace(policy, tax=replace(rules, short_term_gain_max=amount))


def _gains_in_words(title: str, now: Decimal, steps: int) -> str:
    return f"the {title} from ${now:,.0f} to ${now + steps:,.0f}"


def _target_levers(policy: Policy, target: Target, title: str) -> Iterator[Lever]:
    for end, word, now, last in (
        ("max", "at most", target.maximum, 1.0),
        ("min", "at least", target.minimum, 0.0),
    ):
        if now is not None:
            share = partial(_share, now, last)
            yield Lever(
                limit=f"targets.{target.key}.{end}",
                steps=max(1, math.ceil(abs(last - now) / SHARE_STEP)),
                at=partial(_with_bound, policy, target, share),
                words=partial(_bound_in_words, f"{title} {word}", now, share),
            )


def _share(now: float, last: float, steps: int) -> float:
    """Return the bound after *steps* from *now* towards *last*."""
    if last > now:
        return min(round(now + steps * SHARE_STEP, 6), last)
    return max(round(now - steps * SHARE_STEP, 6), last)


def _with_bound(
    policy: Policy, target: Target, share: Callable[[int], float], steps: int
) -> Policy:
    bound = share(steps)
    is_cap = target.maximum is not None and bound > target.maximum
    new = replace(target, maximum=bound) if is_cap else replace(target, minimum=bound)
    targets = tuple(new if each is target else each for each in policy.targets)
    return replace(policy, targets=targets)


def _bound_in_words(title: str, now: float, share: Callable[[int], float], steps: int) -> str:
    return f"{title} {share(steps):.1%} instead of {now:.1%}"


def _turnover_levers(policy: Policy) -> Iterator[Lever]:
    now = policy.trading.turnover_max
    if now is not None:
        share = partial(_share, now, 1.0)
        yield Lever(
            limit="trading.turnover_max",
            steps=max(1, math.ceil((1.0 - now) / SHARE_STEP)),
            at=lambda steps: replace(
                policy, trading=replace(policy.trading, turnover_max=share(steps))
            ),
            words=partial(_bound_in_words, "a turnover of at most", now, share),
        )


def _wait_levers(policy: Policy) -> Iterator[Lever]:
    if policy.tax.wait_for_long_term:
        hasty = replace(policy, tax=replace(policy.tax, wait_for_long_term=0))
        yield _whole("wait_for_long_term", hasty, "gains taken before they turn long-term")


def _rule_levers(policy: Policy) -> Iterator[Lever]:
    free = policy.restrictions
    for symbol in sorted(free.do_not_sell):
        without = replace(free, do_not_sell=free.do_not_sell - {symbol})
        yield _whole("do_not_sell", replace(policy, restrictions=without), f"{symbol} sold", symbol)
    for symbol in sorted(free.lock):
        without = replace(free, lock=free.lock - {symbol})
        words = f"{symbol} no longer locked"
        yield _whole("lock", replace(policy, restrictions=without), words, symbol)
    if policy.trading.mode is not Mode.FULL:
        full = replace(policy, trading=replace(policy.trading, mode=Mode.FULL))
        yield _whole("mode", full, f"the mode full instead of {policy.trading.mode.value}")
    if policy.tax.wash_sales is WashSales.AVOID:
        warn = replace(policy, tax=replace(policy.tax, wash_sales=WashSales.WARN))
        yield _whole("wash_sale", warn, "wash sales accepted")


def _whole(limit: str, changed: Policy, words: str, symbol: str = "") -> Lever:
    return Lever(limit=limit, steps=1, at=lambda _: changed, words=lambda _: words, symbol=symbol)


def _cash_levers(policy: Policy, plan: TradePlan) -> Iterator[Lever]:
    """Yield new money for every account whose cash stands in the way, and a smaller buffer."""
    most = _MUCH_MONEY * int(plan.after.total_value) + 1
    for each in plan.not_done:
        if each.limit == "cash":
            label = plan.portfolio_after.account(each.account).label
            yield Lever(
                limit="cash",
                steps=most,
                at=partial(_with_money, policy, each.account),
                words=partial("${1:,} of new money in {0}".format, label),
                account=each.account,
            )
    buffer = policy.trading.cash_buffer
    if buffer:
        yield Lever(
            limit="trading.cash_buffer",
            steps=math.ceil(buffer / SHARE_STEP),
            at=partial(_with_buffer, policy),
            words=partial(_bound_in_words, "a cash buffer of", buffer, partial(_share, buffer, 0)),
        )


def _with_money(policy: Policy, account: str, steps: int) -> Policy:
    trading = policy.trading
    more = {**trading.contribute, account: trading.contribute.get(account, ZERO) + steps}
    return replace(policy, trading=replace(trading, contribute=more))


def _with_buffer(policy: Policy, steps: int) -> Policy:
    smaller = _share(policy.trading.cash_buffer, 0.0, steps)
    return replace(policy, trading=replace(policy.trading, cash_buffer=smaller))


def _buy_levers(policy: Policy, plan: TradePlan) -> Iterator[Lever]:
    """Yield what could be bought as well: what is held and would help, and what styles name."""
    for each in plan.not_done:
        if each.limit == NOT_LISTED:
            yield _on_the_list(NOT_LISTED, policy, each.symbol)
    for symbol in dict.fromkeys(symbol for style in BUY_STYLES.values() for symbol in style):
        if symbol not in {*policy.buy, *policy.restrictions.do_not_buy}:
            yield _on_the_list(BUY_LIST, policy, symbol)


def _on_the_list(limit: str, policy: Policy, symbol: str) -> Lever:
    changed = replace(policy, buy=(*policy.buy, symbol))
    held = symbol if limit == NOT_LISTED else ""
    return _whole(limit, changed, f"{symbol} on the buy list", held)
