"""Which account is which: over the formats of one broker, and from one import to the next.

An account is known by its broker, its number and its name. Numbers are masked, so that several
accounts may share one; names are changed by people and differ between the formats of one broker. An
account of the same broker and number under another name is taken for the same one only if that
leaves no choice, and it is said; a person has the last word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebalancer.domain.account import Account

SEPARATE = ""
"""A choice: the account is none of those that are there."""
_SHORTEST_NUMBER = 3
"""How many last characters two account numbers have to share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which of the accounts that are there one of a newer file is."""

    fresh: str
    """Its key in the newer file."""
    label: str
    """What the newer file calls it."""
    account: str
    """Key of the account that it is; ``SEPARATE`` if it is none of them."""
    candidates: tuple[Account, ...]
    """Those of its broker, which it may be."""
    is_doubtful: bool = False
    """Whether it may well be another one, so that a person should look."""

    @property
    def target(self) -> Account | None:
        """The account that it is, as it was before; None if it is none of them."""
        return next((each for each in self.candidates if each.key == self.account), None)


def match_accounts(
    known: Sequence[Account], fresh: Sequence[Account], choices: Mapping[str, str]
) -> tuple[Match, ...]:
    """Return which of *known* each of *fresh* is.

    Args:
        known: The accounts that are there.
        fresh: Those of newer files.
        choices: What a person said: key of one of *fresh* -> key of one of *known*, or
            ``SEPARATE``. Of two that are said to be one account, the first is.
    """
    targets = _chosen(known, fresh, choices)
    for account in fresh:
        if any(each.key == account.key for each in known):
            _claim(targets, account.key, account.key)
    left = [each for each in known if each.key not in targets.values()]
    open_new = [each for each in fresh if each.key not in targets]
    for account in open_new:
        old = [each for each in left if are_alike(each, account)]
        rivals = [each for each in open_new if are_alike(each, account)]
        if len(old) == len(rivals) == 1:
            targets[account.key] = old[0].key
    return tuple(
        Match(
            fresh=account.key,
            label=account.label,
            account=targets.get(account.key, SEPARATE),
            candidates=tuple(each for each in known if each.broker == account.broker),
            is_doubtful=account.key in choices or _is_doubtful(account, targets, known),
        )
        for account in fresh
    )


def _chosen(
    known: Sequence[Account], fresh: Sequence[Account], choices: Mapping[str, str]
) -> dict[str, str]:
    keys = {SEPARATE, *(account.key for account in known)}
    targets: dict[str, str] = {}
    for account in fresh:
        if choices.get(account.key) in keys:
            _claim(targets, account.key, choices[account.key])
    return targets


def _claim(targets: dict[str, str], fresh: str, key: str) -> None:
    """Let *fresh* be the account *key*, unless either is settled already."""
    if fresh not in targets and (key == SEPARATE or key not in targets.values()):
        targets[fresh] = key


def _is_doubtful(account: Account, targets: Mapping[str, str], known: Sequence[Account]) -> bool:
    """Whether *account* comes under another name, or what it looks like is not what it is."""
    others = [each for each in known if each.key != targets.get(account.key)]
    if account.key in targets.values():
        return any(each.key.startswith(f"{account.key}#") for each in others)
    is_renamed = account.key in targets
    left = [each for each in others if each.key not in targets.values()]
    return is_renamed or any(
        are_alike(each, account) or _are_unnumbered(each, account) for each in left
    )


def _are_unnumbered(first: Account, second: Account) -> bool:
    """Whether only their names tell two accounts of one broker apart."""
    return first.broker == second.broker and not (first.number or second.number)


def separate_key(key: str, taken: Mapping[str, object]) -> str:
    """Return *key*, or with a number behind it where it is *taken*."""
    count = 2
    wanted = key
    while wanted in taken:
        wanted = f"{key}#{count}"
        count += 1
    return wanted


def distinct_name(account: Account, key: str) -> str:
    """Return the name of *account* under *key*: the number of that tells it from its namesakes."""
    count = key.removeprefix(account.key).removeprefix("#")
    return f"{account.name or account.broker} ({count})" if key != account.key else account.name


def are_alike(first: Account, second: Account) -> bool:
    """Whether broker and the end of the number are the same; without a number nothing is."""
    is_numbered = bool(first.number and second.number)
    return is_numbered and first.broker == second.broker and end_alike(first.number, second.number)


def end_alike(number: str, other: str) -> bool:
    """Whether two masked numbers may be one; a file that prints none may list any account."""
    first, second = number.removeprefix("..."), other.removeprefix("...")
    shortest = min(len(first), len(second))
    if shortest == 0:
        return True
    return shortest >= _SHORTEST_NUMBER and first[-shortest:] == second[-shortest:]


def newer(first: Account, second: Account) -> Account:
    """Return the account with the later date, or else that with a date, or else the second."""
    if second.as_of is None:
        return second if first.as_of is None else first
    return second if first.as_of is None or second.as_of >= first.as_of else first
