"""A TOML table that is read key by key: whatever is wrong, missing or not asked for is an error."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

Choice = TypeVar("Choice", bound=StrEnum)
Complaint = Callable[[str, str, str], RebalancerError]
"""Takes the full key, the problem as the end of a sentence, and a remedy or ""."""


class TomlTable:
    """One table; every key is asked for, and what nobody asked for is an error."""

    def __init__(self, content: Mapping[str, object], complain: Complaint, name: str = "") -> None:
        self.content = content
        self.name = name
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
        return TomlTable(content or {}, self._complain, self._path(key))

    def tables(self) -> Iterator[tuple[str, "TomlTable"]]:
        """Yield every key of this table as a table."""
        for key in self.content:
            yield key, self.table(key)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return the number *key*, from *low* to *high*."""
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

    def text(self, key: str) -> str | None:
        """Return the text *key*, or None."""
        value = self._get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.error(key, f"has to be a text in quotes, not {value!r}")
        return value.strip() if isinstance(value, str) else None

    def day(self, key: str, default: date) -> date:
        """Return the date *key*."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, date) or type(value) is not date:
            raise self.error(key, f"has to be a date like 2026-11-20, not {value!r}")
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
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
        return tuple(dict.fromkeys(item.strip().upper() for item in value))

    def raw(self, key: str) -> object:
        """Return whatever *key* is, or None."""
        return self._get(key)

    def finish(self) -> None:
        """Refuse whatever has not been asked for."""
        for key in self.content:
            if key not in self._asked:
                known = f"Known here: {', '.join(sorted(self._asked))}."
                raise self.error(key, "is not a key here", nearest(key, self._asked) or known)

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self.content.get(key)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key
