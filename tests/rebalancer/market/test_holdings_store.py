"""Holdings files that were kept before are taken up; a damaged one is said and never believed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.holdings_store import Stored, load_holdings
from tests.rebalancer.market.test_fund_holdings import holdings_of


def keep(folder: Path, holdings: FundHoldings) -> Path:
    """Write *holdings* as they were written before households were documents."""
    basket = holdings.basket
    content: dict[str, Any] = {
        "version": 1,
        **{name: getattr(holdings, name) for name in ("symbol", "issuer", "file", "sha256")},
        "counted": holdings.counted,
        "as_of": basket.as_of.isoformat() if basket.as_of else None,
        **{name: getattr(basket, name) for name in ("name", "coverage", "source", "kind")},
        "lines": [list(line) for line in basket.lines],
        "other_assets": [list(part) for part in basket.other_assets],
        "doubts": [[doubt.code, doubt.message, doubt.line] for doubt in holdings.doubts],
    }
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    seal = hashlib.sha256(plain.encode()).hexdigest()
    path = folder / f"fund-{holdings.symbol}.json"
    path.write_text(json.dumps({"seal": seal, "content": content}, indent=1), encoding="utf-8")
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the file of QQQ is."""
    return keep(tmp_path, holdings_of("QQQ"))


def test_nothing_is_kept_where_nothing_was(tmp_path: Path) -> None:
    assert load_holdings(tmp_path) == load_holdings(tmp_path / "none") == Stored(holdings=())


@pytest.mark.parametrize("holdings", [holdings_of("CON"), holdings_of("BRK-B", None)])
def test_what_was_kept_is_taken_up_the_same(tmp_path: Path, holdings: FundHoldings) -> None:
    keep(tmp_path, holdings)

    assert load_holdings(tmp_path) == Stored(holdings=(holdings,))


def test_every_changed_or_missing_byte_is_noticed(kept: Path) -> None:
    whole = kept.read_bytes()
    damaged = [whole[:size] for size in range(0, len(whole), 7)]
    damaged += [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 3)
    ]
    for content in damaged:
        kept.write_bytes(content)
        found = load_holdings(kept.parent)
        assert not found.holdings or found.holdings == (holdings_of("QQQ"),)
        assert len(found.holdings) + len(found.problems) == 1


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"seal": 1, "content": {}}', b"\xff"]
)
def test_what_makes_no_sense_is_said_and_the_others_are_used(kept: Path, content: bytes) -> None:
    keep(kept.parent, holdings_of("IWM"))
    kept.write_bytes(content)

    assert load_holdings(kept.parent).holdings == (holdings_of("IWM"),)
    (problem,) = load_holdings(kept.parent).problems
    assert problem.startswith("The remembered holdings of QQQ are damaged and are not used;")


def test_the_file_of_another_fund_is_not_believed(kept: Path) -> None:
    kept.rename(kept.with_name("fund-SPY.json"))

    assert load_holdings(kept.parent).holdings == ()
    assert len(load_holdings(kept.parent).problems) == 1


def test_a_file_of_a_later_version_is_not_believed(kept: Path) -> None:
    content = json.loads(kept.read_text(encoding="utf-8"))
    content["content"]["version"] = 99
    kept.write_text(json.dumps(content), encoding="utf-8")

    assert load_holdings(kept.parent).holdings == ()


def test_a_file_that_is_far_too_large_is_not_opened(kept: Path) -> None:
    with kept.open("r+b") as stream:
        stream.truncate(30_000_000)

    assert len(load_holdings(kept.parent).problems) == 1
