"""An embedded table is believed only if it is the one that was shipped."""

from dataclasses import replace
from datetime import date

import pytest

from rebalancer.market import tables
from rebalancer.market.tables import DamagedTableError, manifest, read_table


def test_every_table_in_the_manifest_is_intact() -> None:
    for name, info in manifest().items():
        header, rows = read_table(name)
        found = list(rows)
        assert len(found) == info.rows
        assert all(len(row) == len(header) for row in found)


def test_every_table_has_a_date_and_a_source() -> None:
    for name, info in manifest().items():
        assert info.name == name
        assert info.source
        assert info.what
        assert date(2025, 1, 1) < info.as_of < date(2027, 1, 1)


def test_a_changed_table_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    described = manifest()
    wrong = {"prices.csv": replace(described["prices.csv"], sha256="0" * 64)}
    monkeypatch.setattr(tables, "manifest", lambda: wrong)
    with pytest.raises(DamagedTableError, match=r"prices\.csv") as caught:
        read_table("prices.csv")
    assert "Install the app again" in caught.value.sentence()
