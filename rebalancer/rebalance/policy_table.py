"""One table of a policy file, and what to say when something in it cannot be followed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

Choice = TypeVar("Choice", bound=StrEnum)
_ABUNDANCE = 1e15
"""USD; more than any household has."""


class PolicyError(RebalancerError):
    """A policy says something that cannot be followed."""

    title = "The policy cannot be followed"

    def __init__(self, source: str, key: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{source}: “{key}” {problem}.", remedy=remedy)
        self.key = key


class PolicyTable:
    """One TOML table; every key is asked for, and what nobody asked for is an error."""

    def __init__(
        self, source: str, name: str, content: Mapping[str, object], *, is_given: bool = True
    ) -> None:
        self.source = source
        self.name = name
        self.content = content
        self.is_given = is_given
        self._asked: set[str] = set()

    def error(self, key: str, problem: str, remedy: str = "") -> PolicyError:
        """Return the error that *key* of this table has this problem."""
        return PolicyError(self.source, self._path(key), problem, remedy)

    def table(self, key: str) -> "PolicyTable":
        """Return the table at *key*; an absent one is empty."""
        content = self._get(key)
        if content is not None and not isinstance(content, dict):
            raise self.error(key, f"has to be a table, not {content!r}")
        return PolicyTable(
            self.source, self._path(key), content or {}, is_given=content is not None
        )

    def tables(self, key: str) -> tuple["PolicyTable", ...]:
        """Return the tables listed at *key*, ``[[key]]`` in the file."""
        content = self._get(key)
        if content is None:
            return ()
        if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
            raise self.error(key, f"has to be a list of tables, not {content!r}")
        return tuple(
            PolicyTable(self.source, f"{self._path(key)}[{number}]", item)
            for number, item in enumerate(content, start=1)
        )

    def word(self, key: str) -> str:
        """Return the text at *key*, which has to be there."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "is missing" if value is None else f"cannot be {value!r}")
        return value.strip()

    def number(self, key: str, default: float | None, low: float, high: float) -> float | None:
        """Return the number at *key*, which has to be from *low* to *high*."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"has to be a number, not {value!r}")
        if not low <= value <= high:
            nearer = low if value < low else high
            raise self.error(
                key,
                f"is {value:g}, outside {low:g} to {high:g}",
                f"The nearest valid value is {nearer:g}.",
            )
        return float(value)

    def share(self, key: str, default: float) -> float:
        """Return the share (0..1) at *key*."""
        value = self.number(key, default, 0.0, 1.0)
        return default if value is None else value

    def money(self, key: str, *, may_be_negative: bool = False) -> Decimal | None:
        """Return the USD at *key*, None when it is absent."""
        value = self.number(key, None, -_ABUNDANCE if may_be_negative else 0.0, _ABUNDANCE)
        return None if value is None else Decimal(str(value))

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the truth value at *key*."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"has to be true or false, not {value!r}")
        return value

    def day(self, key: str) -> date | None:
        """Return the date at *key*, None when it is absent."""
        value = self._get(key)
        if value is not None and type(value) is not date:
            raise self.error(key, f"has to be a date like 2026-11-20, not {value!r}")
        return value

    def choice(self, key: str, default: Choice) -> Choice:
        """Return the choice at *key*, one of those of *default*'s type."""
        return self.optional_choice(key, type(default)) or default

    def optional_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return which of *choices* is at *key*, None when it is absent."""
        value = self._get(key)
        if value is None:
            return None
        words = [choice.value for choice in choices]
        if value not in words:
            remedy = nearest(str(value), words) or f"Choose one of {', '.join(words)}."
            raise self.error(key, f"has no choice “{value}”", remedy)
        return choices(value)

    def symbols(self, key: str) -> tuple[str, ...] | None:
        """Return the symbols listed at *key*, None when it is absent."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"has to be a list of symbols in quotes, not {value!r}")
        return tuple(dict.fromkeys(item.strip().upper() for item in value))

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the groups of symbols listed at *key*."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.error(key, f"has to be a list of groups of symbols, not {value!r}")
        numbered = {str(number): group for number, group in enumerate(value, start=1)}
        inner = PolicyTable(self.source, self._path(key), numbered)
        return tuple(inner.symbols(number) or () for number in numbered)

    def amounts(self, key: str) -> dict[str, Decimal]:
        """Return the USD by account at *key*, without zeros."""
        table = self.table(key)
        amounts = {account: table.money(account) or Decimal(0) for account in table.content}
        return {account: amount for account, amount in amounts.items() if amount}

    def finish(self) -> None:
        """Refuse whatever has not been asked for."""
        for key in self.content:
            if key in self._asked:
                continue
            remedy = nearest(key, self._asked) or f"Known here: {', '.join(sorted(self._asked))}."
            raise self.error(key, "is not a key of a policy", remedy)

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self.content.get(key)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key
