"""A file whose ending was not typed is not replaced without a question."""

from pathlib import Path

import pytest

from rebalancer.document.store.errors import AlreadyThereError
from ui.widgets.save_place import place_to_save


def test_the_ending_is_added_where_there_is_none(tmp_path: Path) -> None:
    assert place_to_save(str(tmp_path / "plan"), ".plan.json") == tmp_path / "plan.plan.json"
    assert place_to_save(str(tmp_path / "plan.json"), ".plan.json") == tmp_path / "plan.json"
    ours = place_to_save(str(tmp_path / "ours.2026"), ".rebalancer", is_needed=True)
    assert ours == tmp_path / "ours.2026.rebalancer"


def test_only_the_name_that_was_typed_may_be_replaced(tmp_path: Path) -> None:
    there = tmp_path / "trades.xlsx"
    there.write_bytes(b"of last year")
    assert place_to_save(str(there), ".xlsx") == there  # the dialog has asked
    with pytest.raises(AlreadyThereError, match="left as it is"):
        place_to_save(str(tmp_path / "trades"), ".xlsx")
