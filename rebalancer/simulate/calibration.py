"""How much the groups move from month to month, and how much of it together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.market.history import Figures, History, embedded_history
from rebalancer.simulate.blocks import block_length
from rebalancer.simulate.scenario import SHOCK_GROUPS, Replay, ShockGroup

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

PROXIES: Mapping[ShockGroup, tuple[str, ...]] = {
    ShockGroup.MEGA_CAP_TECH: ("AAPL", "MSFT", "NVDA", "GOOGL", "AMZN", "META", "TSLA"),
    ShockGroup.LARGE: ("RSP",),
    ShockGroup.MID: ("IJH",),
    ShockGroup.SMALL_QUALITY: ("IJR",),
    ShockGroup.SMALL_OTHER: ("IWM", "IWC"),
    ShockGroup.NON_US: ("VXUS",),
    ShockGroup.BOND: ("BND",),
    ShockGroup.CASH: ("BIL",),
    ShockGroup.COMMODITY: ("GLD",),
    ShockGroup.UNCLASSIFIED: ("VTI",),
}
"""What stands for each group in the past: the equal-weighted average of these.

RSP holds the S&P 500 in equal parts, so that mega-cap tech is next to nothing of it. Equal parts of
the seven overstate Tesla, the most volatile of them, against its share of the market.
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """Monthly dispersion of the groups.

    Attributes:
        months: Log-returns of past months less their mean, shape (months, groups) in the order of
            ``SHOCK_GROUPS``.
        basis: What it was measured on, in a sentence.
    """

    months: Floats
    basis: str

    @cached_property
    def covariance(self) -> Floats:
        """Of a month's log-returns, shape (groups, groups); positive semi-definite."""
        return np.cov(self.months, rowvar=False).astype(np.float64)

    @cached_property
    def volatility(self) -> Floats:
        """Standard deviation of a month's log-return per group."""
        return np.sqrt(np.diag(self.covariance), dtype=np.float64)

    @cached_property
    def block_length(self) -> float:
        """Mean length, in months, of the blocks in which the past repeats itself best.

        It is the average over the groups, each with the length that suits it.
        """
        return float(np.mean([block_length(series) for series in self.months.T]))

    @cached_property
    def factor(self) -> Floats:
        """A lower triangle whose product with its own transpose is the covariance.

        It also exists where groups never move, or always move together.
        """
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        return np.asarray(np.transpose(np.linalg.qr(root.T, mode="r")), dtype=np.float64)


NO_DISPERSION = Calibration(
    months=np.zeros((2, len(SHOCK_GROUPS))),
    basis="Nothing but the scenario itself moves.",
)


def calibrate(history: History) -> Calibration:
    """Return the dispersion over the months in which every proxy is known."""
    known = common_months(history)
    logs = group_logs(known)
    return Calibration(
        months=np.asarray(logs - logs.mean(axis=0), dtype=np.float64),
        basis=f"Volatility and correlation are those of {months_text(known)}.",
    )


def months_text(known: Figures) -> str:
    """Return how many months *known* has, and which."""
    return f"{len(known.days)} months, {_month(known.first_day)} to {_month(known.days[-1])}"


def _month(day: date) -> str:
    """Return a month by its English name, whatever the language of the machine."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


@cache
def known_months() -> str:
    """Return over which months of the embedded history every proxy is known."""
    return months_text(common_months(embedded_history()))


def calibrate_window(path: Floats, replay: Replay) -> Calibration:
    """Return the dispersion in the window of *replay*, whose *path* this is, once through."""
    logs = np.diff(np.log(path), axis=0)
    return Calibration(
        months=np.asarray(logs - logs.mean(axis=0), dtype=np.float64),
        basis=(
            f"Ranges are those of the {len(logs)} months replayed, {replay.first} to {replay.last}."
        ),
    )


def common_months(history: History, *symbols: str) -> Figures:
    """Return the monthly returns over which every proxy, and each of *symbols*, is known.

    Raises:
        KeyError: There is no history of one of *symbols*.
    """
    proxies = (symbol for group in PROXIES.values() for symbol in group)
    return history.monthly.known(*dict.fromkeys([*proxies, *symbols]))


def group_logs(known: Figures) -> Floats:
    """Return the log-returns of the proxies, shape (months, groups)."""
    returns = [known.columns(*PROXIES[group]).mean(axis=1) for group in SHOCK_GROUPS]
    logs: Floats = np.log1p(np.column_stack(returns))
    return logs


@cache
def embedded_calibration() -> Calibration:
    """Return the dispersion in the embedded history; it is measured once."""
    return calibrate(embedded_history())
