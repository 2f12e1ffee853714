"""Walks portfolios along random paths, month by month, a batch of paths at a time.

The noise is drawn once and moves every portfolio, so that two of them differ by what they hold and
by nothing else. Money is kept in double precision; the noise, which multiplies it, in single.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rebalancer.simulate.compiled import compiled
from rebalancer.simulate.randomness import (
    Key,
    Singles,
    draw_bits,
    exponential,
    exponentiate,
    key_of,
    normal,
    uniform,
)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

LANES = 256
"""Paths walked side by side: their state stays in the processor's nearest memory."""

NEVER, MONTHLY, AT_BAND = 0, 1, 2
"""When the mix of the start is restored."""

_NORMALS_AT_ONCE = 4
_TAIL_DRAW = 0
_FIRST_NORMAL_DRAW = 1
_DEGREES_LESS_TWO = np.float32(3.0)


class Noise(NamedTuple):
    """What scatters the paths around the way of the scenario.

    Attributes:
        factor: Turns independent normals into log-returns of a month: a lower triangle of shape
            (groups, groups), with zeros beside it up to the next multiple of four columns.
        past: Log-returns of past months without their mean, shape (groups, months). With none, the
            noise is Student's t with five degrees of freedom; else it is blocks of the past.
        restart: Chance of a month that a new block begins.
        key: Of the random numbers.
    """

    factor: Singles
    past: Singles
    restart: np.float32
    key: Key


def make_noise(factor: Floats, past: Floats, restart: float, seed: int) -> Noise:
    """Return noise of the triangle *factor* or of the *past*, ready for the kernel."""
    padding = -len(factor) % _NORMALS_AT_ONCE
    return Noise(
        factor=np.ascontiguousarray(np.pad(factor, ((0, 0), (0, padding))), dtype=np.float32),
        past=np.ascontiguousarray(past, dtype=np.float32),
        restart=np.float32(restart),
        key=key_of(seed),
    )


class Way(NamedTuple):
    """What happens in each month without noise.

    Attributes:
        growth: What 1 USD becomes in a month, shape (months, groups), fees taken off.
        flows: USD that are paid in (or out, below 0) at the end of each month.
    """

    growth: Floats
    flows: Floats


class Custom(NamedTuple):
    """When and at what cost portfolios go back to their mix.

    Attributes:
        rule: ``NEVER``, ``MONTHLY`` or ``AT_BAND``.
        band: Departure from a group's share, relative to it, from which ``AT_BAND`` acts.
        cost: Share of what is traded.
    """

    rule: int
    band: float
    cost: float


@compiled
def draw_tails(first: int, month: int, key: Key, bits: NDArray[np.uint32], spread: Singles) -> None:
    """Fill *spread* with what makes a normal a Student's t of five degrees, of variance 1."""
    scratch = np.empty((2, bits.shape[1]), dtype=np.float32)
    draw_bits(first, month, _TAIL_DRAW, key, bits)
    exponential(bits[0], spread)
    exponential(bits[1], scratch[0])
    for lane in range(spread.size):
        spread[lane] += scratch[0, lane]
    normal(bits[2:], scratch)
    for lane in range(spread.size):
        chi_squared = spread[lane] + scratch[0, lane] * scratch[0, lane]
        spread[lane] = np.sqrt(_DEGREES_LESS_TWO / chi_squared)


@compiled
def add_four(weights: Singles, sources: Singles, row: Singles) -> None:
    """Add the first four of *sources* to *row*, each times its weight."""
    first, second, third, fourth = sources[0], sources[1], sources[2], sources[3]
    w1, w2, w3, w4 = weights[0], weights[1], weights[2], weights[3]
    for lane in range(row.size):
        row[lane] += (w1 * first[lane] + w2 * second[lane]) + (w3 * third[lane] + w4 * fourth[lane])


@compiled
def scatter(first: int, month: int, noise: Noise, normals: Singles, logs: Singles) -> None:
    """Fill *logs*, of shape (groups, lanes), with one month of correlated noise with fat tails."""
    groups, lanes = logs.shape
    bits = np.empty((_NORMALS_AT_ONCE, lanes), dtype=np.uint32)
    spread = np.empty(lanes, dtype=np.float32)
    draw_tails(first, month, noise.key, bits, spread)
    for number in range(0, groups, _NORMALS_AT_ONCE):
        draw = _FIRST_NORMAL_DRAW + number // _NORMALS_AT_ONCE
        draw_bits(first, month, draw, noise.key, bits)
        normal(bits[:2], normals[number : number + 2])
        normal(bits[2:], normals[number + 2 : number + _NORMALS_AT_ONCE])
    for group in range(groups):
        row = logs[group]
        row[:] = np.float32(0.0)
        for number in range(0, group + 1, _NORMALS_AT_ONCE):
            add_four(noise.factor[group, number:], normals[number:], row)
        for lane in range(lanes):
            row[lane] *= spread[lane]


@compiled
def repeat(first: int, month: int, noise: Noise, places: Places, logs: Singles) -> None:
    """Fill *logs* with a month of the past: the next one, or where a new block begins.

    *places* holds for every path which month of the past it is in. The last is followed by the
    first. Source: D. N. Politis and J. P. Romano, "The stationary bootstrap" (1994).
    """
    groups, lanes = logs.shape
    count = noise.past.shape[1]
    bits = np.empty((_NORMALS_AT_ONCE, lanes), dtype=np.uint32)
    chance = np.empty(lanes, dtype=np.float32)
    draw_bits(first, month, _TAIL_DRAW, noise.key, bits)
    uniform(bits[0], chance)
    for lane in range(lanes):
        begins = month == 0 or chance[lane] <= noise.restart
        anew = (np.int64(bits[1, lane]) * count) >> 32
        after = places[lane] + 1
        places[lane] = anew if begins else (0 if after == count else after)
    for group in range(groups):
        for lane in range(lanes):
            logs[group, lane] = noise.past[group, places[lane]]


@compiled
def grow(held: Floats, growth: Floats, factors: Singles, worth: Floats) -> None:
    """Let what is *held*, of shape (groups, lanes), grow by a month; *worth* is its sum."""
    groups, lanes = held.shape
    worth[:] = 0.0
    for group in range(groups):
        sure, row, random = growth[group], held[group], factors[group]
        for lane in range(lanes):
            row[lane] *= sure * random[lane]
            worth[lane] += row[lane]


@compiled
def pay(held: Floats, mix: Floats, flow: float, worth: Floats) -> None:
    """Invest *flow* in the *mix*, or sell a part of everything; not more than there is."""
    groups, lanes = held.shape
    for group in range(groups):
        row = held[group]
        for lane in range(lanes):
            rest = max(worth[lane], 1e-9)
            sold = max(flow, -rest) / rest
            row[lane] = row[lane] + flow * mix[group] if flow > 0 else row[lane] * (1.0 + sold)
    for lane in range(lanes):
        worth[lane] = max(worth[lane] + flow, 0.0)


@compiled
def restore(held: Floats, mix: Floats, custom: Custom, worth: Floats) -> None:
    """Bring back the *mix* wherever *custom* asks for it, at its cost."""
    groups, lanes = held.shape
    traded = np.zeros(lanes)
    departure = np.zeros(lanes)
    for group in range(groups):
        row, share = held[group], mix[group]
        for lane in range(lanes):
            gap = abs(row[lane] - share * worth[lane])
            traded[lane] += gap
            departure[lane] = max(departure[lane], gap - custom.band * abs(share) * worth[lane])
    for lane in range(lanes):
        acts = custom.rule == MONTHLY or departure[lane] > 0.0
        worth[lane] -= custom.cost * traded[lane] if acts else 0.0
        traded[lane] = 1.0 if acts else 0.0
    for group in range(groups):
        row, share = held[group], mix[group]
        for lane in range(lanes):
            row[lane] += traded[lane] * (share * worth[lane] - row[lane])


@compiled
def follow(unit: Floats, high: Floats, worth: Floats, before: Floats, fall: Floats) -> None:
    """Keep the largest *fall* of a share in the portfolio from its *high*, 0..1.

    A share (*unit*) grows as the portfolio does, whatever is paid in or out.
    """
    for lane in range(unit.size):
        unit[lane] *= worth[lane] / before[lane] if before[lane] > 0.0 else 1.0
        high[lane] = max(high[lane], unit[lane])
        fall[lane] = max(fall[lane], 1.0 - unit[lane] / high[lane])


@compiled
def walk(
    first: int,
    noise: Noise,
    way: Way,
    custom: Custom,
    starts: Floats,
    values: Floats,
    falls: Floats,
) -> None:
    """Walk every portfolio along the paths from *first* on.

    Args:
        first: Number of the first path; it decides the random numbers.
        noise: What moves every portfolio alike.
        way: What happens without it.
        custom: What is done about it on the way.
        starts: USD per group, shape (portfolios, groups).
        values: To be filled, USD, shape (portfolios, months + 1, lanes).
        falls: To be filled, largest falls 0..1, shape (portfolios, lanes).
    """
    portfolios, groups = starts.shape
    months, lanes = way.growth.shape[0], values.shape[2]
    normals = np.empty((groups + _NORMALS_AT_ONCE, lanes), dtype=np.float32)
    logs = np.empty((groups, lanes), dtype=np.float32)
    places = np.zeros(lanes, dtype=np.int64)
    held = np.empty((portfolios, groups, lanes))
    marks = np.ones((portfolios, 2, lanes))
    falls[:] = 0.0
    for number in range(portfolios):
        values[number, 0] = starts[number].sum()
        for group in range(groups):
            held[number, group] = starts[number, group]
    for month in range(months):
        if noise.past.shape[1] > 0:
            repeat(first, month, noise, places, logs)
        else:
            scatter(first, month, noise, normals, logs)
        exponentiate(logs.reshape(groups * lanes))
        for number in range(portfolios):
            before, worth = values[number, month], values[number, month + 1]
            mix = starts[number] / starts[number].sum()
            grow(held[number], way.growth[month], logs, worth)
            follow(marks[number, 0], marks[number, 1], worth, before, falls[number])
            if way.flows[month] != 0.0:
                pay(held[number], mix, way.flows[month], worth)
            if custom.rule != NEVER:
                restore(held[number], mix, custom, worth)
