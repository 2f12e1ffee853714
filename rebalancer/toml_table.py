"""A TOML table that is read key by key: whatever is wrong, missing or not asked for is an error."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

Choice = TypeVar("Choice", bound=StrEnum)
Complaint = Callable[[str, str, str], RebalancerError]
"""Takes the full key, the problem as the end of a sentence, and a remedy or ""."""
_ABUNDANCE = 1e15
"""USD; more than any household has."""
_FORTUNE = 1e10
"""USD; more than anybody moves at once."""
_SAYABLE = 1e300
"""No larger whole number is written out."""


class TomlTable:
    """One table; every key is asked for, and what nobody asked for is an error."""

    def __init__(
        self,
        content: Mapping[str, object],
        complain: Complaint,
        name: str = "",
        *,
        is_given: bool = True,
    ) -> None:
        self.content = content
        self.name = name
        self.is_given = is_given
        self._complain = complain
        self._asked: set[str] = set()

    def error(self, key: str, problem: str, remedy: str = "") -> RebalancerError:
        """Return what to say of *key*."""
        return self._complain(self._path(key), problem, remedy)

    def table(self, key: str) -> "TomlTable":
        """Return the table *key*; an empty one where there is none."""
        content = self._get(key)
        if content is not None and not isinstance(content, dict):
            raise self.error(key, f"has to be a table, not {content!r}")
        return self._inner(content or {}, key, is_given=content is not None)

    def tables(self) -> Iterator[tuple[str, "TomlTable"]]:
        """Yield every key of this table as a table."""
        for key in self.content:
            yield key, self.table(key)

    def listed(self, key: str) -> tuple["TomlTable", ...]:
        """Return the tables listed at *key*, ``[[key]]`` in the file."""
        content = self._get(key)
        if content is None:
            return ()
        if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
            raise self.error(key, f"has to be a list of tables, not {content!r}")
        return tuple(
            self._inner(item, f"{key}[{number}]") for number, item in enumerate(content, start=1)
        )

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return the number *key*, from *low* to *high*."""
        value = self.optional_number(key, low, high)
        return default if value is None else value

    def optional_number(self, key: str, low: float, high: float) -> float | None:
        """Return the number *key*, from *low* to *high*, or None."""
        value = self._get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"has to be a number, not {value!r}")
        if not low <= value <= high:
            nearer = low if value < low else high
            is_endless = isinstance(value, int) and abs(value) > _SAYABLE
            said = "a number without end" if is_endless else f"{value:g}"
            raise self.error(
                key,
                f"is {said}, outside {low:g} to {high:g}",
                f"The nearest valid value is {nearer:g}.",
            )
        return float(value)

    def days(self, key: str, most: int) -> int:
        """Return the number of days *key*, up to *most*; 0 where there is none."""
        value = self.number(key, 0.0, 0.0, float(most))
        if value % 1:
            nearest_whole = f"The nearest valid value is {round(value)}."
            raise self.error(key, f"is {value:g}, not a whole number of days", nearest_whole)
        return int(value)

    def share(self, key: str, default: float) -> float:
        """Return the share (0..1) *key*."""
        return self.number(key, default, 0.0, 1.0)

    def money(self, key: str, *, may_be_negative: bool = False) -> Decimal | None:
        """Return the USD *key*, or None."""
        value = self.optional_number(key, -_ABUNDANCE if may_be_negative else 0.0, _ABUNDANCE)
        return None if value is None else Decimal(str(value))

    def amounts(self, key: str) -> dict[str, Decimal]:
        """Return the USD by name in the table *key*, without zeros."""
        table = self.table(key)
        amounts = {name: table.optional_number(name, 0.0, _FORTUNE) for name in table.content}
        return {name: Decimal(str(amount)) for name, amount in amounts.items() if amount}

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the truth value *key*."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"has to be true or false, not {value!r}")
        return value

    def text(self, key: str) -> str | None:
        """Return the text *key*, or None."""
        value = self._get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.error(key, f"has to be a text in quotes, not {value!r}")
        return value.strip() if isinstance(value, str) else None

    def word(self, key: str) -> str:
        """Return the text *key*, which has to be there."""
        text = self.text(key)
        if text is None:
            raise self.error(key, "is missing")
        return text

    def day(self, key: str) -> date | None:
        """Return the date *key*, or None."""
        value = self._get(key)
        if value is not None and type(value) is not date:
            raise self.error(key, f"has to be a date like 2026-11-20, not {value!r}")
        return value

    def choice(self, key: str, default: Choice) -> Choice:
        """Return the choice *key*, one of those of *default*'s type."""
        return self.optional_choice(key, type(default)) or default

    def optional_choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """Return the choice *key* of *kind*, or None."""
        value = self._get(key)
        if value is None:
            return None
        words = [choice.value for choice in kind]
        if value not in words:
            remedy = nearest(str(value), words) or f"Choose one of {', '.join(words)}."
            raise self.error(key, f"has no choice “{value}”", remedy)
        return kind(value)

    def symbols(self, key: str) -> tuple[str, ...] | None:
        """Return the symbols in the list *key*, each once, or None."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"has to be a list of symbols in quotes, not {value!r}")
        if not all(item.strip() for item in value):
            raise self.error(key, "has a symbol without letters", "Leave it out.")
        return tuple(dict.fromkeys(item.strip().upper() for item in value))

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the groups of symbols in the list *key*."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.error(key, f"has to be a list of groups of symbols, not {value!r}")
        numbered = {str(number): group for number, group in enumerate(value, start=1)}
        inner = self._inner(numbered, key)
        return tuple(inner.symbols(number) or () for number in numbered)

    def raw(self, key: str) -> object:
        """Return whatever *key* is, or None."""
        return self._get(key)

    def finish(self) -> None:
        """Refuse whatever has not been asked for."""
        for key in self.content:
            if key not in self._asked:
                known = f"Known here: {', '.join(sorted(self._asked))}."
                raise self.error(key, "is not a key here", nearest(key, self._asked) or known)

    def _inner(
        self, content: Mapping[str, object], key: str, *, is_given: bool = True
    ) -> "TomlTable":
        return TomlTable(content, self._complain, self._path(key), is_given=is_given)

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self.content.get(key)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key
