"""What a person reads when something is refused."""

import pytest

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest


def test_an_error_says_the_problem_and_then_what_can_be_done() -> None:
    error = RebalancerError("The file is empty.", remedy="Export it again.")

    assert str(error) == "The file is empty."
    assert error.sentence() == "The file is empty. Export it again."
    assert error.title == "Something needs your attention"


def test_an_error_without_a_remedy_is_its_problem_alone() -> None:
    assert RebalancerError("The file is empty.").sentence() == "The file is empty."


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("revrsal", "Did you mean “reversal”?"),
        ("rotation", "Did you mean “rotation_continues”?"),
        ("quantum", ""),
        ("", ""),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest_known_one(word: str, hint: str) -> None:
    assert nearest(word, ["reversal", "rotation_continues"]) == hint


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("reversal", iter(())) == ""
