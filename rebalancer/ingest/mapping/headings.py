"""What headings mean, in any of the languages that are known, and where a table ends."""

from rebalancer.ingest.date_style import is_date
from rebalancer.ingest.mapping.words import HEADING_WORDS, NEVER, heading_key, plain_words
from rebalancer.ingest.number_style import is_number
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.text import Record

_EXACT, _PART = 1000, 10
LEAST_HEADINGS = 2
"""So many known headings make a header."""
_SECTION = "#"


def ends_table(record: Record) -> bool:
    """Whether another table begins here: with its title (``#accounts``), or with its headings."""
    first, *others = record.texts
    if any(text[0].isdigit() for text in record.texts):
        return False
    if not others:
        return first.startswith(_SECTION)
    known = sum(is_heading(text) for text in record.texts)
    return known >= LEAST_HEADINGS and not any(map(is_figure, record.texts))


def is_heading_of(text: str, column: Column) -> bool:
    """Whether *text* is to the word what some broker writes above *column*."""
    return any(found is column and score > _EXACT for found, score in meanings(text))


def is_heading(text: str) -> bool:
    """Whether *text* is to the word what some broker writes above a column."""
    return any(score > _EXACT for _, score in meanings(text))


def is_figure(text: str) -> bool:
    """Whether a cell is a number or a day, in any style."""
    return is_number(text) or is_date(text)


def known_headings(record: Record) -> int:
    """Return of how many columns a row has the headings; of none if there are figures in it."""
    if any(map(is_figure, record.texts)):
        return 0
    return len({column for cell in record.texts for column, _ in meanings(cell)})


def meanings(heading: str) -> list[tuple[Column, int]]:
    """Return what a heading may mean, and how well that fits."""
    key = heading_key(heading)
    if not key or not NEVER.isdisjoint(plain_words(heading).split()):
        return []
    scores: dict[Column, int] = {}
    for size in range(1, min(_LONGEST, len(key)) + 1):
        for start in range(len(key) - size + 1):
            part = key[start : start + size]
            score = _EXACT + len("".join(key)) if part == key else _PART * size
            for column in _COLUMNS_OF.get(part, ()):
                scores[column] = max(score, scores.get(column, 0))
    return [(column, scores[column]) for column in HEADING_WORDS if column in scores]


def _columns_by_words() -> dict[tuple[str, ...], list[Column]]:
    """Return above which columns brokers write the words of a heading."""
    columns: dict[tuple[str, ...], list[Column]] = {}
    for column, headings in HEADING_WORDS.items():
        for words in headings:
            columns.setdefault(words, []).append(column)
    return columns


_COLUMNS_OF = _columns_by_words()
_LONGEST = max(map(len, _COLUMNS_OF))
"""So many words has the longest heading that is known."""
