"""The size ladder."""

import pytest

from rebalancer.classify.size import DEFAULT_BREAKPOINTS, SMALL_CAP, Breakpoints, SizeClass


@pytest.mark.parametrize(
    ("company_value", "size"),
    [
        (0.0, SizeClass.MICRO),
        (0.299, SizeClass.MICRO),
        (0.3, SizeClass.SMALL),
        (4.99, SizeClass.SMALL),
        (5.0, SizeClass.MID),
        (24.9, SizeClass.MID),
        (25.0, SizeClass.LARGE),
        (199.0, SizeClass.LARGE),
        (200.0, SizeClass.MEGA),
        (5200.0, SizeClass.MEGA),
    ],
)
def test_a_company_on_a_breakpoint_belongs_to_the_larger_class(
    company_value: float, size: SizeClass
) -> None:
    assert DEFAULT_BREAKPOINTS.size_of(company_value) is size


def test_a_person_may_draw_the_lines_elsewhere() -> None:
    assert Breakpoints(mid=2.0).size_of(4.0) is SizeClass.MID


def test_small_cap_means_small_and_micro_together() -> None:
    assert {SizeClass.SMALL, SizeClass.MICRO} == SMALL_CAP


def test_the_ladder_says_when_and_where_it_is_from() -> None:
    assert DEFAULT_BREAKPOINTS.as_of.year == 2026
    assert "Russell" in DEFAULT_BREAKPOINTS.source
