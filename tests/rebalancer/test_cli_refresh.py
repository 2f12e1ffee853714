"""A refresh on the command line: agreed to first, kept in a folder, used where it is named."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rebalancer import cli
from rebalancer.cli import DONE, REFUSED, main
from rebalancer.market.door import Asks
from rebalancer.market.last_good import FILE_NAME, load_refresh
from rebalancer.market.refresh import Refresh
from tests.faults.fake_yahoo import SILENT, FakeYahoo, Fault, serving

NOW = datetime(2026, 8, 24, 21, 0, tzinfo=UTC)
Printed = pytest.CaptureFixture[str]
HOLDINGS = """account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,AAPL,Apple Inc.,50,300.00,3000.00,2019-03-04
Joint ...1001,taxable,CASH,,10000,1.00,,
"""
WATCHED = {"IWM", "IJR", "SPY", "QQQ", "RSP", "MAGS", "AAPL"}
POLICY = '[targets]\nsmall_cap = { min = 0.3 }\n[buy]\nsymbols = ["IJR"]\n'


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeYahoo]:
    """A Yahoo that knows the prices of the Monday after those that ship."""
    monkeypatch.setattr(cli, "_now", lambda: NOW)
    prices = {"AAPL": 309.35, "IJR": 150.0, "IWM": 290.0, "SPY": 745.0, "QQQ": 700.0}
    with serving(FakeYahoo(NOW.date(), prices)) as known:
        known.kinds = dict.fromkeys(("IJR", "IWM", "SPY", "QQQ"), "ETF")
        yield known


@pytest.fixture
def holdings(tmp_path: Path) -> str:
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "mine.csv").write_text(HOLDINGS, encoding="utf-8")
    return str(tmp_path / "mine.csv")


def through(fake: FakeYahoo) -> Callable[[Path], Asks]:
    return fake.door


def refresh(fake: FakeYahoo, holdings: str, folder: Path, *more: str) -> int:
    return main(["refresh", holdings, "--quotes", str(folder), *more], through(fake))


def test_nothing_is_sent_before_somebody_agrees_and_it_is_said_what_would_be(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    assert refresh(fake, holdings, tmp_path / "quotes") == REFUSED

    said = capsys.readouterr().err
    assert "symbols are sent to Yahoo Finance over the internet: AAPL, " in said
    assert "Nothing was sent" in said
    assert fake.seen == []
    assert not (tmp_path / "quotes").exists()


@pytest.mark.parametrize(("typed", "code"), [("y\n", DONE), ("n\n", REFUSED), ("", REFUSED)])
def test_whoever_sits_at_the_terminal_is_asked(
    fake: FakeYahoo, holdings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    typed: str, code: int,
) -> None:  # fmt: skip
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)

    assert refresh(fake, holdings, tmp_path) == code


def test_figures_are_kept_and_shown_with_their_days_and_every_refusal(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    folder = tmp_path / "quotes"
    assert refresh(fake, holdings, folder, "--yes") == DONE
    text = capsys.readouterr().out
    assert refresh(fake, holdings, folder, "--yes", "--json") == DONE
    content = json.loads(capsys.readouterr().out)

    assert f"AAPL       309.35 (Yahoo Finance, {fake.last_day})" in text
    assert "Not refreshed: MAGS: Yahoo has no figure for it." in text
    assert fake.symbols_seen >= WATCHED
    assert content["quotes"]["AAPL"]["price"] == "309.35"
    assert {each["symbol"] for each in content["refused"]} >= WATCHED - set(fake.closes)
    assert content["outage"] is None
    assert load_refresh(folder).quotes["AAPL"].as_of == fake.last_day


@pytest.mark.parametrize("fault", SILENT)
def test_an_outage_is_refused_with_a_sentence_and_keeps_what_there_was(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed, fault: Fault
) -> None:
    assert refresh(fake, holdings, tmp_path, "--yes") == DONE
    before = load_refresh(tmp_path)
    capsys.readouterr()
    fake.fault = fault
    assert refresh(fake, holdings, tmp_path, "--yes", "--json") == REFUSED

    content = json.loads(capsys.readouterr().out)
    assert content["outage"]
    assert content["fresh"] == []
    assert load_refresh(tmp_path).quotes == before.quotes
    assert load_refresh(tmp_path).companies == before.companies


def test_yahoo_is_left_alone_after_it_has_complained(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    fake.fault = Fault.RATE_LIMIT
    refresh(fake, holdings, tmp_path, "--yes")
    fake.fault = None
    fake.seen.clear()

    assert refresh(fake, holdings, tmp_path, "--yes") == REFUSED
    assert fake.seen == []
    assert "Yahoo asks for a pause" in capsys.readouterr().err


def test_a_purchase_is_priced_at_the_refreshed_price_and_a_holding_at_its_files(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    policy = str(tmp_path / "policy.toml")
    refresh(fake, holdings, tmp_path, "--yes", "--policy", policy)
    capsys.readouterr()
    plan = ["plan", holdings, "--policy", policy, "--json", "--quotes", str(tmp_path)]
    assert main(plan) == DONE
    trades = {each["symbol"]: each for each in json.loads(capsys.readouterr().out)["trades"]}

    assert trades["IJR"]["price"] == "150.0"


def test_holdings_are_valued_at_refreshed_prices_on_request_only(
    fake: FakeYahoo, holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    refresh(fake, holdings, tmp_path, "--yes")
    measure = ["measure", holdings, "--json", "--quotes", str(tmp_path)]
    capsys.readouterr()
    main(measure)
    as_filed = json.loads(capsys.readouterr().out)["total_value"]
    main([*measure, "--revalue"])
    revalued = json.loads(capsys.readouterr().out)["total_value"]

    assert (as_filed, revalued) == ("25000.00", "25467.50")


def test_valuing_needs_prices(holdings: str, capsys: Printed) -> None:
    assert main(["measure", holdings, "--revalue"]) == REFUSED
    assert "Name their folder with --quotes." in capsys.readouterr().err


def test_a_refresh_needs_a_folder(holdings: str) -> None:
    with pytest.raises(SystemExit) as usage:
        main(["refresh", holdings, "--yes"])
    assert usage.value.code == 2


def test_a_damaged_folder_is_as_good_as_none(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")

    assert main(["market", "--json", "--quotes", str(tmp_path)]) == DONE
    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-07-31"
    assert load_refresh(tmp_path) == Refresh()
