"""A household with something in every group, and a plan for it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.exposure import Exposures, expose_values
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.security import SecurityKind
from rebalancer.simulate.scenario import Scenario, ShockGroup

HELD = {
    "AAPL": "60000.00",
    "QQQ": "90000.10",
    "VTI": "120000.55",
    "IJR": "10000.00",
    "BND": "40000.00",
    "GLD": "5000.00",
    "NOSUCH": "1234.56",
}
ROTATED = HELD | {"AAPL": "20000.00", "QQQ": "50000.10", "IJR": "90000.00"}


def exposed(values: Mapping[str, str], cash: str = "7500.25") -> Exposures:
    """Return the exposures of USD *values* by symbol and of *cash*."""
    snapshot = embedded_universe().snapshot
    return expose_values(
        {symbol: Decimal(value) for symbol, value in values.items()},
        Decimal(cash),
        {symbol: snapshot.kind_of(symbol) for symbol in values if symbol in snapshot}
        | {"OPTION": SecurityKind.OPTION},
        embedded_universe(),
    )


@pytest.fixture(scope="session")
def expose() -> Callable[..., Exposures]:
    return exposed


@pytest.fixture(scope="session")
def household() -> Exposures:
    return exposed(HELD)


@pytest.fixture(scope="session")
def rotated() -> Exposures:
    return exposed(ROTATED)


@pytest.fixture
def story() -> Scenario:
    return Scenario(
        key="story",
        title="A story",
        summary="Small caps rise, mega-cap tech falls.",
        source="made up",
        as_of=date(2026, 1, 2),
        months=12,
        shocks={
            ShockGroup.MEGA_CAP_TECH: -0.10,
            ShockGroup.LARGE: 0.05,
            ShockGroup.MID: 0.08,
            ShockGroup.SMALL_QUALITY: 0.20,
            ShockGroup.SMALL_OTHER: 0.12,
            ShockGroup.NON_US: 0.03,
            ShockGroup.BOND: 0.04,
            ShockGroup.CASH: 0.03,
        },
    )
