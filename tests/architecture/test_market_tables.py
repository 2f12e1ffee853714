"""Every embedded figure can be traced: its table is described, and is the one described."""

import hashlib
import json
from datetime import date

import pytest

from tests.architecture.tree import ROOT

MARKET = ROOT / "resources" / "market"
MANIFEST = json.loads((MARKET / "manifest.json").read_text(encoding="utf-8"))


def test_every_table_is_in_the_manifest() -> None:
    assert {path.name for path in MARKET.glob("*.csv")} == set(MANIFEST)


@pytest.mark.parametrize("name", MANIFEST)
def test_the_table_is_the_one_that_the_manifest_describes(name: str) -> None:
    entry = MANIFEST[name]
    content = (MARKET / name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert content.count(b"\n") - 1 == entry["rows"]
    assert content.endswith(b"\n")
    assert entry["what"]
    assert entry["source"]
    assert date.fromisoformat(entry["as_of"]) > date(2020, 1, 1)
