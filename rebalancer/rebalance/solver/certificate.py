"""A bound that no solution of a linear program can beat, proved without trusting a solver.

Any multipliers on the rows give such a bound (weak duality): a solver's answer is only a good
guess at them. What floating point may have lost is taken off, so that the bound is safe as it is
printed. Source: Neumaier and Shcherbina, “Safe bounds in linear and mixed-integer linear
programming”, Mathematical Programming 99 (2004).
"""

import math

import numpy as np

from rebalancer.rebalance.model.linear import Floats, LinearProgram

_EPSILON = 2.0**-52
"""Twice the relative error of one operation in double precision."""
_MORE = 1.01
"""The allowance for rounding is itself rounded: so much more than it comes to is taken off."""


def proved_bound(
    program: LinearProgram,
    charges: Floats,
    multipliers: Floats,
    *,
    row_upper: Floats | None = None,
) -> float:
    """Return USD that *charges* come to at least, whatever is traded within the program's rows.

    Args:
        program: Its rules and whole numbers are not needed: without them all is only cheaper.
        charges: Per column.
        multipliers: Per row; any will do, those of an optimal solution give the best bound.
        row_upper: Per row, if other than the program's own.
    """
    most = program.row_upper if row_upper is None else row_upper
    price = np.where(np.isneginf(program.row_lower), np.minimum(multipliers, 0.0), multipliers)
    price[np.isposinf(most)] = np.maximum(price[np.isposinf(most)], 0.0)
    paid = program.value * price[program.row]
    at = np.flatnonzero(paid)
    columns, paid = program.index[at], paid[at]
    reduced = charges - np.bincount(columns, paid, program.width)
    rows = np.flatnonzero(price)
    side = np.where(price[rows] > 0, program.row_lower[rows], most[rows])
    at_rows = price[rows] * side
    at_columns = np.minimum(reduced * program.lower, reduced * program.upper)
    rounded = (
        abs(at_rows).sum()
        + abs(at_columns).sum()
        + (abs(paid) * program.amplification[columns]).sum()
        + (abs(charges) * program.amplification).sum()
    )
    terms = [*at_rows.tolist(), *at_columns[at_columns != 0].tolist()]
    return math.nextafter(math.fsum(terms) - _MORE * _EPSILON * float(rounded), -math.inf)
