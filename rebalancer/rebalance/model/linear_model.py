"""Collects the blocks of a linear model, and makes a program of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from rebalancer.rebalance.model.linear import INFINITY, Flags, Floats, Ints, LinearProgram, Rule

_ROOM = 1.0
"""A slack column may exceed what its row can ask for by this much, for rounding's sake."""


@dataclass(kw_only=True)
class LinearModel:
    """Collects columns, rows, charges and rules; ``freeze`` makes a program of them."""

    width: int = 0
    height: int = 0
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _integer: list[Flags] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _row: list[Ints] = field(default_factory=list)
    _index: list[Ints] = field(default_factory=list)
    _value: list[Floats] = field(default_factory=list)
    _charges: list[tuple[int, Ints, Floats]] = field(default_factory=list)
    _rules: list[Rule] = field(default_factory=list)
    _defined: list[tuple[Ints, Ints]] = field(default_factory=list)
    _slack: list[tuple[int, int]] = field(default_factory=list)
    _elastic: dict[int, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    _indicated: list[tuple[Ints, int]] = field(default_factory=list)

    def add_columns(
        self, upper: Floats, *, lower: Floats | None = None, integer: Flags | None = None
    ) -> Ints:
        """Add a column for each bound of *upper* and return their numbers."""
        count = len(upper)
        self._upper.append(upper)
        self._lower.append(np.zeros(count) if lower is None else lower)
        self._integer.append(np.zeros(count, dtype=np.bool_) if integer is None else integer)
        self.width += count
        return np.arange(self.width - count, self.width)

    def add_row(
        self, columns: Ints, values: Floats, *, lower: float = -INFINITY, upper: float = INFINITY
    ) -> int:
        """Add ``lower <= sum(value * column) <= upper`` and return its number."""
        return self.add_rows(
            np.zeros(len(columns), dtype=np.int64),
            columns,
            values,
            lower=np.array([lower]),
            upper=np.array([upper]),
        )

    def add_rows(
        self, row: Ints, columns: Ints, values: Floats, *, lower: Floats, upper: Floats
    ) -> int:
        """Add a row per bound, *row* saying per entry which one; return the number of the first."""
        first = self.height
        self._row.append(row + first)
        self._index.append(columns)
        self._value.append(values)
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        self.height += len(lower)
        return first

    def define_columns(
        self, row: Ints, columns: Ints, values: Floats, *, lower: Floats, upper: Floats
    ) -> Ints:
        """Add columns that are sums of *columns*, and return their numbers.

        Args:
            row: Per entry, which of the new columns it counts towards.
            columns: Per entry.
            values: Per entry.
            lower: Per new column.
            upper: Per new column.
        """
        defined = self.add_columns(upper, lower=lower)
        count = len(defined)
        new = np.arange(count)
        zero = np.zeros(count)
        first = self.add_rows(
            np.concatenate([row, new]),
            np.concatenate([columns, defined]),
            np.concatenate([values, np.full(count, -1.0)]),
            lower=zero,
            upper=zero,
        )
        self._defined.append((defined, new + first))
        return defined

    def add_soft_row(
        self,
        columns: Ints,
        values: Floats,
        *,
        tier: int,
        weight: float = 1.0,
        elastic: bool = False,
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> int:
        """Add a row with one bound that may be missed, at *weight* in *tier* a unit.

        Args:
            columns: Per entry.
            values: Per entry.
            tier: What is charged.
            weight: Charged per unit missed.
            elastic: Whether missing it is missing the policy, not just a cost.
            lower: The bound, if it is one from below.
            upper: The bound, if it is one from above.
        """
        (slack,) = self.add_columns(np.array([INFINITY]))
        sign = -1.0 if upper < INFINITY else 1.0
        row = self.add_row(
            np.append(columns, slack), np.append(values, sign), lower=lower, upper=upper
        )
        self._slack.append((int(slack), row))
        self.charge(tier, np.array([slack]), np.array([weight]))
        if elastic:
            self._elastic[tier].append((int(slack), weight))
        return row

    def charge_dearest(
        self, tier: int, columns: Ints, lines: Iterable[tuple[Floats, float]]
    ) -> None:
        """Charge in *tier* what the dearest of some lines comes to; nothing where all are below 0.

        Args:
            tier: What is charged.
            columns: What the lines are lines of.
            lines: A slope per column, and what is taken off.
        """
        (dearest,) = self.add_columns(np.array([INFINITY]))
        for slopes, free in lines:
            entries = np.append(columns, dearest), np.append(slopes, -1.0)
            self._slack.append((int(dearest), self.add_row(*entries, upper=free)))
        self.charge(tier, np.array([dearest]), np.ones(1))

    def charge(self, tier: int, columns: Ints, amounts: Floats) -> None:
        """Charge *amounts* per unit of *columns*; the lower the *tier*, the more it matters."""
        self._charges.append((tier, columns, amounts))

    def add_rule(self, rule: Rule) -> None:
        """Add what is not linear."""
        self._rules.append(rule)

    def add_indicator(self, columns: Ints, worth: Floats, most: float) -> int:
        """Add a column that is 1 as soon as one of *columns* is above zero; return its number.

        Where fractions are allowed it is the part of *most*, USD, that they are worth together.
        """
        (indicator,) = map(int, self.add_columns(np.ones(1), integer=np.array([True])))
        self.add_row(np.append(columns, indicator), np.append(worth / most, -1.0), upper=0.0)
        self._indicated.append((columns, indicator))
        return indicator

    def freeze(self) -> LinearProgram:
        """Return the program; every column gets bounds, so that a bound can be proved from them."""
        tier_row = {
            tier: self.add_row(np.array([n for n, _ in misses]), np.array([w for _, w in misses]))
            for tier, misses in sorted(self._elastic.items())
        }
        nothing = np.zeros(0, dtype=np.int64)
        row = np.concatenate([nothing, *self._row])
        order = np.argsort(row, kind="stable")
        slack, slack_row = np.array(self._slack, dtype=np.int64).reshape(-1, 2).T
        defined = [np.concatenate(part) for part in zip(*self._defined, strict=True)]
        program = LinearProgram(
            lower=np.concatenate(self._lower),
            upper=np.concatenate(self._upper),
            integer=np.concatenate(self._integer),
            row_lower=np.concatenate([np.zeros(0), *self._row_lower]),
            row_upper=np.concatenate([np.zeros(0), *self._row_upper]),
            start=np.concatenate([[0], np.cumsum(np.bincount(row, minlength=self.height))]),
            index=np.concatenate([nothing, *self._index])[order],
            value=np.concatenate([np.zeros(0), *self._value])[order],
            charges={
                tier: self._charged(tier) for tier in sorted({t for t, _, _ in self._charges})
            },
            rules=tuple(self._rules),
            defined=defined[0] if defined else nothing,
            defining=defined[1] if defined else nothing,
            slack=slack,
            slack_row=slack_row,
            tier_row=tier_row,
            indicated=np.concatenate([nothing, *(columns for columns, _ in self._indicated)]),
            indicator=np.concatenate(
                [nothing, *(np.full(len(columns), at) for columns, at in self._indicated)]
            ),
        )
        return replace(program, upper=_bounded(program))

    def _charged(self, tier: int) -> Floats:
        vector = np.zeros(self.width)
        for at, columns, amounts in self._charges:
            if at == tier:
                np.add.at(vector, columns, amounts)
        return vector


def _bounded(program: LinearProgram) -> Floats:
    """Return upper bounds where a slack's is the most that its row can ever ask for."""
    upper = program.upper.copy()
    upper[program.slack] = 0.0
    columns = program.index
    ends = program.value * program.lower[columns], program.value * upper[columns]
    least = np.bincount(program.row, np.minimum(*ends), program.height)[program.slack_row]
    most = np.bincount(program.row, np.maximum(*ends), program.height)[program.slack_row]
    beyond = np.maximum(
        most - program.row_upper[program.slack_row], program.row_lower[program.slack_row] - least
    )
    np.maximum.at(upper, program.slack, np.maximum(beyond, 0.0) * (1 + 1e-9) + _ROOM)
    return upper
