"""How far off a figure may be: a thin line with an end on either side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg

from ui.theme import Colors

CAP = 0.3
"""Height of the ends, as a share of the bar's."""
WORTH_A_WHISKER = 0.0005
"""Bounds that are nearer than this to each other are not worth a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between what a figure lies for all that is known."""

    lower: float
    upper: float

    @property
    def is_wide(self) -> bool:
        """Whether the difference can be seen."""
        return self.upper - self.lower >= WORTH_A_WHISKER


def whiskers(
    places: Sequence[float], bounds: Sequence[Bounds], height: float, colors: Colors
) -> pg.PlotCurveItem:
    """Return one line per place that runs from the lower to the upper bound, with both ends."""
    wide = [(y, each) for y, each in zip(places, bounds, strict=True) if each.is_wide]
    half = height * CAP
    x = [end for _, b in wide for end in (b.lower,) * 3 + (b.upper,) * 3]
    y = [at + off for at, _ in wide for off in (-half, half, 0.0, 0.0, -half, half)]
    item = pg.PlotCurveItem(
        np.array(x, dtype=np.float64),
        np.array(y, dtype=np.float64),
        connect=np.tile(np.array([1, 0, 1, 0, 1, 0], dtype=np.int32), len(wide)),
        pen=pg.mkPen(colors.text, width=1),
    )
    item.setZValue(15)
    return item
