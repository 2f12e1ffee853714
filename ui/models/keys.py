"""What a column is sorted by, as numbers: read once, a slice of the rows at a time."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ui.format import UNKNOWN
from ui.models.column import Row, SortKey
from ui.models.slices import Work, pieces

Keys = NDArray[np.float64]


def read_keys(key: Callable[[Row], SortKey], rows: Sequence[Row]) -> Work[Keys]:
    """Find numbers that order like what *key* says of *rows*; NaN, which sorts last, if unknown."""
    values: list[SortKey] = []
    has_text = False
    for piece in pieces(rows):
        said = [key(row) for row in piece]
        has_text = has_text or any(isinstance(value, str) for value in said)
        values += said
        yield len(piece)
    return (yield from _ranks(values) if has_text else _numbers(values))


def _numbers(values: Sequence[SortKey]) -> Work[Keys]:
    """Find *values* as floats."""
    found = []
    for piece in pieces(values):
        found.append(np.array([math.nan if each is None else each for each in piece], np.float64))
        yield len(piece)
    return np.concatenate(found) if found else np.empty(0)


def _ranks(values: Sequence[SortKey]) -> Work[Keys]:
    """Find the places of *values* among each other as texts, whatever their case.

    Pieces are sorted first, so that what has to be done in one go is no more than to merge them.
    """
    texts: list[str] = []
    for said in pieces(values):
        texts += ["" if value is None else str(value).casefold() for value in said]
        yield len(said)
    order: list[int] = []
    for piece in pieces(range(len(texts))):
        order += sorted(piece, key=texts.__getitem__)
        yield len(piece)
    order.sort(key=texts.__getitem__)
    yield len(order)
    is_new = [0.0]
    for piece in pieces(range(1, len(order))):
        is_new += [float(texts[order[at]] != texts[order[at - 1]]) for at in piece]
        yield len(piece)
    ranks = np.empty(len(texts))
    ranks[np.array(order)] = np.cumsum(is_new)
    yield len(texts)
    ranks[np.array([text in ("", UNKNOWN) for text in texts])] = math.nan
    return ranks
