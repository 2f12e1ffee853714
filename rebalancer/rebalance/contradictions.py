"""Keys of a policy that cannot both be followed: which ones, and what would be possible."""

from collections.abc import Iterator

from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, Policy

_APART = (SYMBOL_PREFIX, "class:")
"""Beginnings of keys no two of which share a dollar."""
_ROUNDING = 1e-9


def contradictions(policy: Policy) -> Iterator[str]:
    """Yield in words what *policy* asks for and rules out at once, whatever the household."""
    yield from _more_than_everything(policy)
    rules = policy.restrictions
    for target in policy.targets:
        symbol = target.key.removeprefix(SYMBOL_PREFIX)
        if symbol == target.key or not target.floor:
            continue
        for name, symbols in (
            ("do_not_buy", rules.do_not_buy),
            ("lock", rules.lock),
            ("exclude", rules.exclude),
        ):
            if symbol in symbols:
                yield (
                    f"“targets.{target.key}” asks for at least {target.floor:.1%} of {symbol}, and "
                    f"“restrictions.{name}” keeps it from being bought: take it out of one of "
                    "the two, unless as much of it is held."
                )


def _more_than_everything(policy: Policy) -> Iterator[str]:
    for beginning in _APART:
        asked = [each for each in policy.targets if each.key.startswith(beginning) and each.floor]
        together = sum(each.floor for each in asked)
        if together > 1 + _ROUNDING:
            keys = ", ".join(f"“targets.{each.key}”" for each in asked)
            yield (
                f"{keys} ask for {together:.1%} together, more than there is: "
                f"lower them by {together - 1:.1%} in all."
            )
