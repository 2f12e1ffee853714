"""Reads the fields of a scenario file one by one; what is wrong is said with file and field."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

EXACT = 2**53
"""A larger whole number is no longer one number as a float, and no figure of a scenario."""
_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=StrEnum)


MEND = "Mend it in a text editor, or save the scenario once more."


class ScenarioFileError(RebalancerError):
    """A scenario file cannot be used as it is."""

    title = "This scenario file needs a correction"

    def __init__(self, file: str, problem: str, *, remedy: str = MEND) -> None:
        super().__init__(f"“{file}”: {problem}.", remedy=remedy)


class Fields:
    """One table of a scenario file.

    Args:
        file: What to call the file in a sentence.
        table: As it was read.
        name: Of the table; "" for the file itself.
    """

    def __init__(self, file: str, table: Mapping[str, object], name: str = "") -> None:
        self.file = file
        self.table = table
        self._name = name

    def error(self, field: str, problem: str, *, remedy: str = "") -> ScenarioFileError:
        """Return what to say of *field*."""
        return ScenarioFileError(self.file, f"“{self._path(field)}” {problem}", remedy=remedy)

    def refuse_unknown(self, known: Iterable[str], what: str) -> None:
        """Raise unless every field is one of the *known* ones.

        Raises:
            ScenarioFileError: It names the nearest known one.
        """
        words = tuple(known)
        for field in self.table:
            if field not in words:
                hint = nearest(field, words) or f"A {what} is one of {', '.join(words)}."
                raise self.error(field, f"is not a {what} of a scenario", remedy=hint)

    def require(self, fields: Iterable[str]) -> None:
        """Raise unless every one of *fields* is there.

        Raises:
            ScenarioFileError: It names the first that is not.
        """
        for field in fields:
            if field not in self.table:
                raise ScenarioFileError(self.file, f"the field “{self._path(field)}” is missing")

    def text(self, field: str, default: str = "") -> str:
        """Return the text *field*."""
        return self._typed(field, self.table.get(field, default), str, "a text in quotes")

    def whole(self, field: str, default: int = 0) -> int:
        """Return the whole number *field*."""
        return self._typed(field, self.table.get(field, default), int, "a whole number")

    def number(self, field: str, default: float = 0.0) -> float:
        """Return the number *field*."""
        return self._number(field, self.table.get(field, default))

    def numbers(self, field: str) -> tuple[float, ...]:
        """Return the list of numbers *field*; an empty one if it is not there."""
        items = self._typed(field, self.table.get(field, []), list, "a list of numbers")
        return tuple(self._number(field, item) for item in items)

    def texts(self, field: str) -> tuple[str, ...]:
        """Return the list of texts *field*; one text stands for a list of it."""
        found = self.table.get(field)
        words = "a text in quotes, or a list of such"
        items = [found] if isinstance(found, str) else self._typed(field, found, list, words)
        if not items:
            raise self.error(field, f"has to be {words}, not an empty one")
        return tuple(self._typed(field, item, str, words) for item in items)

    def day(self, field: str) -> date:
        """Return the date *field*."""
        value, words = self.table.get(field), "a date without quotes, as 2026-01-28"
        if isinstance(value, datetime):
            raise self.error(field, f"has to be {words}, not a time of day")
        return self._typed(field, value, date, words)

    def choice(self, field: str, kind: type[_Choice]) -> _Choice:
        """Return the choice *field* of *kind*."""
        words = [each.value for each in kind]
        said = self.text(field)
        if said not in words:
            remedy = nearest(said, words) or f"Choose one of {', '.join(words)}."
            raise self.error(field, f"has no choice “{said}”", remedy=remedy)
        return kind(said)

    def fields(self, field: str, words: str) -> "Fields":
        """Return the table *field*; an empty one if it is not there."""
        table = self._typed(field, self.table.get(field, {}), dict, words)
        return Fields(self.file, table, self._path(field))

    def _number(self, field: str, value: object) -> float:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= EXACT:
            return float(value)
        return self._typed(field, value, float, "a number")

    def _typed(self, field: str, value: object, kind: type[_Value], words: str) -> _Value:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.error(field, f"has to be {words}, not {value!r}")
        return value

    def _path(self, field: str) -> str:
        return f"{self._name}.{field}" if self._name else field
