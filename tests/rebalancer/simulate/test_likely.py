"""What has no figure of its own does what its co-movement makes likely, and says so."""

from datetime import date

import numpy as np
import pytest

from rebalancer.classify.exposure import Exposures
from rebalancer.market.history import embedded_history
from rebalancer.simulate.calibration import common_months, embedded_calibration, group_logs
from rebalancer.simulate.likely import UnknownSymbolError, betas
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.paths import likely_groups, shocks_of
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import SHOCK_GROUPS, Rest, Scenario, ShockGroup
from rebalancer.simulate.what_if import what_if

TODAY = date(2026, 8, 21)
MEGA, OTHER = ShockGroup.MEGA_CAP_TECH, ShockGroup.SMALL_OTHER


def test_betas_are_those_of_a_regression() -> None:
    known = (MEGA, ShockGroup.LARGE)
    found = betas(embedded_history(), known, ("IWM",), (ShockGroup.BOND, ShockGroup.NON_US))
    months = common_months(embedded_history(), "IWM")
    logs = group_logs(months)
    given = np.column_stack(
        [
            logs[:, [SHOCK_GROUPS.index(group) for group in known]],
            np.log1p(months.series("IWM")),
        ]
    )
    design = np.column_stack([np.ones(len(given)), given])
    for row, group in zip(found, (ShockGroup.BOND, ShockGroup.NON_US), strict=True):
        fitted = np.linalg.lstsq(design, logs[:, SHOCK_GROUPS.index(group)], rcond=None)[0]
        np.testing.assert_allclose(row, fitted[1:], rtol=1e-8)


def test_a_group_follows_itself_and_nothing_else() -> None:
    found = betas(embedded_history(), (MEGA, OTHER), (), (OTHER,))
    np.testing.assert_allclose(found, [[0.0, 1.0]], atol=1e-9)
    assert betas(embedded_history(), (), (), (OTHER,)).shape == (1, 0)


def test_what_if_iwm_falls() -> None:
    shocks = dict(zip(SHOCK_GROUPS, shocks_of(what_if({"IWM": -0.2}, TODAY, 3)), strict=True))
    assert shocks[OTHER] == pytest.approx(-0.205, abs=0.01)
    assert -0.2 < shocks[MEGA] < -0.05
    assert -0.05 < shocks[ShockGroup.BOND] < 0.0
    still = what_if({"IWM": 0.0}, TODAY)
    np.testing.assert_allclose(shocks_of(still), 0.0, atol=1e-12)


def test_two_symbols_pull_apart_what_one_would_move_together() -> None:
    both = shocks_of(what_if({"QQQ": -0.2, "IWM": 0.1}, TODAY))
    alone = shocks_of(what_if({"QQQ": -0.2}, TODAY))
    place = SHOCK_GROUPS.index(OTHER)
    assert alone[place] < 0 < both[place]


def test_an_unknown_symbol_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownSymbolError, match="no monthly returns of “IWMM”") as caught:
        shocks_of(what_if({"IWMM": -0.2}, TODAY))
    assert "Did you mean “IWM”?" in caught.value.sentence()


def test_unnamed_groups_stand_still_unless_the_scenario_lets_them_follow(story: Scenario) -> None:
    few = {MEGA: -0.2}
    changes = {"key": "few", "title": "Few", "summary": "", "source": "", "as_of": TODAY}
    still = Scenario(**changes, months=3, shocks=few)  # type: ignore[arg-type]  # fields by name
    likely = Scenario(**changes, months=3, shocks=few, rest=Rest.LIKELY)  # type: ignore[arg-type]
    assert likely_groups(still) == ()
    assert OTHER in likely_groups(likely)
    assert shocks_of(still)[SHOCK_GROUPS.index(OTHER)] == 0
    assert shocks_of(likely)[SHOCK_GROUPS.index(OTHER)] == pytest.approx(-0.1, abs=0.01)


def test_the_result_marks_what_is_only_likely(household: Exposures) -> None:
    result = simulate(
        household, what_if({"IWM": -0.2}, TODAY, 3), options=SimulationOptions(paths=10)
    )
    said = " ".join(result.doubts)
    assert "No figure of their own: mega-cap tech" in said
    assert "170 months, June 2012 to July 2026" in said
    assert embedded_calibration().basis in said
