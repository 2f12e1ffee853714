"""A bound that no solution of a linear program can beat, proved without trusting a solver.

Any multipliers on the rows give such a bound (weak duality): a solver's answer is only a good
guess at them. What floating point may have lost is taken off, so that the bound is safe as it is
printed. Source: Neumaier and Shcherbina, “Safe bounds in linear and mixed-integer linear
programming”, Mathematical Programming 99 (2004).
"""

import math

import numpy as np

from rebalancer.rebalance.linear import Floats, LinearProgram

_EPSILON = 2.0**-52
"""Twice the relative error of one operation in double precision."""
_MORE = 1.01
"""The allowance for rounding is itself rounded: so much more than it comes to is taken off."""


def proved_bound(program: LinearProgram, charges: Floats, multipliers: Floats) -> float:
    """Return USD that *charges* come to at least, whatever is traded within the program's rows.

    Args:
        program: Its rules and whole numbers are not needed: without them all is only cheaper.
        charges: Per column.
        multipliers: Per row; any will do, those of an optimal solution give the best bound.
    """
    price = _usable(program, multipliers)
    reduced, error = _reduced_charges(program, charges, price)
    rows = np.flatnonzero(price)
    side = np.where(price[rows] > 0, program.row_lower[rows], program.row_upper[rows])
    at_rows = price[rows] * side
    at_columns = np.minimum(reduced * program.lower, reduced * program.upper)
    reach = np.maximum(abs(program.lower), abs(program.upper))
    rounded = _EPSILON * (abs(at_rows).sum() + abs(at_columns).sum()) + error @ reach
    terms = [*at_rows.tolist(), *at_columns[at_columns != 0].tolist()]
    return math.nextafter(math.fsum(terms) - _MORE * float(rounded), -math.inf)


def _usable(program: LinearProgram, multipliers: Floats) -> Floats:
    """Return the multipliers, with zero where a row has no bound on the side they push to."""
    price = np.where(np.isneginf(program.row_lower), np.minimum(multipliers, 0.0), multipliers)
    return np.where(np.isposinf(program.row_upper), np.maximum(price, 0.0), price)


def _reduced_charges(
    program: LinearProgram, charges: Floats, price: Floats
) -> tuple[Floats, Floats]:
    """Return what is left of the charges per column, and how far off each may be."""
    paid = program.value * price[program.row]
    total = np.bincount(program.index, paid, program.width)
    size = np.bincount(program.index, abs(paid), program.width) + abs(charges)
    steps = np.bincount(program.index, minlength=program.width) + 2
    return charges - total, _EPSILON * steps * size
