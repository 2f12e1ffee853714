"""Holdings files are remembered whole, in private; a damaged memory is said and never believed."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from rebalancer.atomic import NotWrittenError
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.holdings_store import HoldingsStore, Stored
from tests.rebalancer.market.test_fund_holdings import holdings_of


@pytest.fixture
def store(tmp_path: Path) -> HoldingsStore:
    return HoldingsStore(tmp_path / "deep" / "funds")


@pytest.fixture
def kept(store: HoldingsStore, tmp_path: Path) -> Path:
    """Where the file of QQQ is."""
    store.save(holdings_of("QQQ"))
    return tmp_path / "deep" / "funds" / "fund-QQQ.json"


def test_nothing_is_remembered_at_first(store: HoldingsStore) -> None:
    assert store.load() == Stored(holdings=())
    store.remove("QQQ")


@pytest.mark.parametrize("holdings", [holdings_of("CON"), holdings_of("BRK-B", None)])
def test_what_is_saved_comes_back_the_same(store: HoldingsStore, holdings: FundHoldings) -> None:
    store.save(holdings)

    assert store.load() == Stored(holdings=(holdings,))


def test_a_fund_has_one_file_and_the_last_one_counts(store: HoldingsStore, kept: Path) -> None:
    newer = replace(holdings_of("QQQ"), file="newer.csv")

    store.save(newer)
    store.save(holdings_of("IWM"))

    assert store.load().holdings == (holdings_of("IWM"), newer)


def test_what_is_removed_is_forgotten(store: HoldingsStore, kept: Path) -> None:
    store.remove("QQQ")

    assert store.load() == Stored(holdings=())
    assert list(kept.parent.iterdir()) == []


def test_folder_and_file_are_private(store: HoldingsStore, kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert list(kept.parent.iterdir()) == [kept]


def test_every_changed_or_missing_byte_is_noticed(store: HoldingsStore, kept: Path) -> None:
    whole = kept.read_bytes()
    damaged = [whole[:size] for size in range(0, len(whole), 7)]
    damaged += [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 3)
    ]
    for content in damaged:
        kept.write_bytes(content)
        found = store.load()
        assert not found.holdings or found.holdings == (holdings_of("QQQ"),)
        assert len(found.holdings) + len(found.problems) == 1


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"seal": 1, "content": {}}', b"\xff"]
)
def test_what_makes_no_sense_is_said_and_the_others_are_used(
    store: HoldingsStore, kept: Path, content: bytes
) -> None:
    store.save(holdings_of("IWM"))
    kept.write_bytes(content)

    assert store.load().holdings == (holdings_of("IWM"),)
    (problem,) = store.load().problems
    assert problem.startswith("The remembered holdings of QQQ are damaged and are not used;")


def test_the_file_of_another_fund_is_not_believed(store: HoldingsStore, kept: Path) -> None:
    kept.rename(kept.with_name("fund-SPY.json"))

    assert store.load().holdings == ()
    assert len(store.load().problems) == 1


def test_a_file_of_a_later_version_is_not_believed(store: HoldingsStore, kept: Path) -> None:
    content = json.loads(kept.read_text(encoding="utf-8"))
    content["content"]["version"] = 99
    kept.write_text(json.dumps(content), encoding="utf-8")

    assert store.load().holdings == ()


def test_a_file_that_is_far_too_large_is_not_opened(store: HoldingsStore, kept: Path) -> None:
    with kept.open("r+b") as stream:
        stream.truncate(30_000_000)

    assert len(store.load().problems) == 1


@pytest.mark.parametrize("symbol", ["", "../QQQ", "qqq", "Q/Q", "A" * 13])
def test_a_name_that_leads_elsewhere_is_no_symbol(store: HoldingsStore, symbol: str) -> None:
    with pytest.raises(ValueError, match="is no symbol"):
        store.remove(symbol)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(NotWrittenError):
        HoldingsStore(tmp_path / "file" / "below").save(holdings_of("QQQ"))
