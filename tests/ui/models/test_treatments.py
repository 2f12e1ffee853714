"""A tax treatment is called the same wherever it is named."""

from rebalancer.domain.account import TaxTreatment
from rebalancer.export.words import TREATMENTS as IN_A_WORKBOOK
from ui.models.treatments import CHOICES, TREATMENTS


def test_each_can_be_chosen_and_begins_with_what_it_is_called() -> None:
    assert [treatment for _, treatment in CHOICES] == list(TaxTreatment)
    assert all(words.startswith(TREATMENTS[treatment]) for words, treatment in CHOICES)


def test_a_workbook_calls_them_as_the_window_does() -> None:
    assert all(words.startswith(TREATMENTS[each]) for each, words in IN_A_WORKBOOK.items())
