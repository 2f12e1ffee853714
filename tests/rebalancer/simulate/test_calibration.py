"""How the groups move together, as measured."""

import numpy as np
import pytest

from rebalancer.market.history import embedded_history
from rebalancer.simulate.calibration import (
    NO_DISPERSION,
    PROXIES,
    Calibration,
    calibrate,
    embedded_calibration,
)
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup


@pytest.fixture(scope="module")
def measured() -> Calibration:
    return calibrate(embedded_history())


def test_every_group_has_a_proxy() -> None:
    assert set(PROXIES) == set(SHOCK_GROUPS)


def test_the_window_is_the_one_that_all_proxies_share(measured: Calibration) -> None:
    assert "170 months, June 2012 to July 2026" in measured.basis


def test_the_covariance_is_symmetric_and_positive_semi_definite(measured: Calibration) -> None:
    covariance = measured.covariance
    np.testing.assert_array_equal(covariance, covariance.T)
    assert np.linalg.eigvalsh(covariance).min() >= 0
    np.testing.assert_allclose(measured.factor @ measured.factor.T, covariance, atol=1e-15)


def test_volatility_is_in_order(measured: Calibration) -> None:
    yearly = dict(zip(SHOCK_GROUPS, measured.volatility * 12**0.5, strict=True))
    assert yearly[ShockGroup.MEGA_CAP_TECH] == pytest.approx(0.24, abs=0.01)
    assert yearly[ShockGroup.SMALL_OTHER] > yearly[ShockGroup.LARGE] > yearly[ShockGroup.BOND]
    assert yearly[ShockGroup.CASH] < 0.01


def test_the_embedded_calibration_is_measured_once() -> None:
    assert embedded_calibration() is embedded_calibration()


def test_without_dispersion_nothing_scatters() -> None:
    assert not NO_DISPERSION.factor.any()
    assert not NO_DISPERSION.volatility.any()
