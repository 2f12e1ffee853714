"""A saved plan is made again to the byte, on another machine, and nothing in it goes unnoticed."""

import hashlib
import json
import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer import pipeline
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.correction import Correction
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.cli import DONE, REFUSED, main
from rebalancer.document import household
from rebalancer.document.plan_file import (
    PlanFile,
    PlanFileError,
    plan_file_of,
    read_plan_file,
    write_plan_file,
)
from rebalancer.document.replay import compare, replay
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Basket, CompanyFacts, Quote, Snapshot, load_snapshot
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy

HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04
Joint ...1001,taxable,META,Meta Platforms,20,600.00,14000.00,2026-05-04
Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,,
Joint ...1001,taxable,CASH,,1250.25,1.00,,
Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,20000.00,2019-03-04
"""
DAY = date(2026, 11, 20)
POLICY = parse_policy(
    """
    [targets]
    magnificent_seven = { max = 0.4 }
    "symbol:IWM" = { target = 0.2, band = 0.02 }
    [buy]
    symbols = ["IWM", "VTI"]
    [tax]
    gain_budget = 12345.67
    filing_status = "single"
    income = 91000
    """
)
Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    file = tmp_path_factory.mktemp("household") / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    return pipeline.import_files([file], pipeline.open_universe())


def planned(
    imported: ImportResult, policy: Policy = POLICY, universe: Universe | None = None
) -> TradePlan:
    known = universe or pipeline.open_universe()
    return pipeline.plan_trades(imported.portfolio, policy, known, today=DAY)


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    return planned(imported)


@pytest.fixture
def saved(plan: TradePlan, imported: ImportResult, tmp_path: Path) -> Path:
    path = tmp_path / "mine.plan.json"
    write_plan_file(path, plan, imported)
    return path


def test_a_saved_plan_is_made_again_to_the_byte(saved: Path, plan: TradePlan) -> None:
    again = replay(read_plan_file(saved))
    assert again.is_identical
    assert again.differences == again.notes == ()
    assert msgspec.json.encode(again.plan.trades) == msgspec.json.encode(plan.trades)
    assert len(plan.trades) > 3


def test_a_plan_file_holds_all_that_the_plan_was_made_from(
    saved: Path, plan: TradePlan, imported: ImportResult
) -> None:
    found = read_plan_file(saved)
    assert found.asked(found.universe()) == replace(POLICY)
    assert found.portfolio == imported.portfolio
    assert found.sources == imported.sources
    assert found.trades == plan.trades
    assert found == plan_file_of(plan, imported)


def test_a_plan_file_is_for_its_owner_only(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_what_was_refreshed_and_corrected_travels_with_the_plan(
    imported: ImportResult, tmp_path: Path
) -> None:
    snapshot = own_market(load_snapshot())
    correction = Correction(symbol="AAPL", size=SizeClass.LARGE)
    universe = Universe(snapshot, replace(DEFAULT_CLASSIFICATION, corrections=(correction,)))
    own = planned(imported, universe=universe)
    path = tmp_path / "own.plan.json"
    write_plan_file(path, own, imported)
    found = read_plan_file(path)
    market = found.universe().snapshot
    assert market.quotes["IWM"].price == Decimal("123.45")
    assert market.securities["AAPL"].company_value == 5000.0
    assert market.own_baskets == {"IWM": "IWM by file"}
    assert found.universe().classification.corrections == (correction,)
    assert {trade.price for trade in own.trades if trade.symbol == "IWM"} == {Decimal("123.45")}
    assert replay(found).is_identical


def own_market(snapshot: Snapshot) -> Snapshot:
    """Return *snapshot* with a price, a company and a fund's holdings that are not embedded."""
    quote = Quote(price=Decimal("123.45"), as_of=date(2026, 11, 19), source="Yahoo")
    facts = CompanyFacts(company_value=5000.0, sector="", as_of=date(2026, 11, 19), source="Yahoo")
    basket = Basket(
        name="IWM by file",
        as_of=date(2026, 11, 18),
        coverage=1.0,
        source="file",
        kind="actual",
        lines=(("HCI", 0.5), ("WLDN", 0.5)),
    )
    newer = snapshot.with_refresh({"IWM": quote}, {"AAPL": facts})
    return replace(
        newer,
        baskets={**newer.baskets, basket.name: basket},
        own_baskets={"IWM": basket.name},
    )


def test_another_market_or_version_is_named_as_the_possible_reason(saved: Path) -> None:
    found = read_plan_file(saved)
    market = replace(found.market, tables={**found.market.tables, "prices.csv": "0"})
    other = replace(found, made_by="0.0.9", market=market, trades=found.trades[1:])
    again = replay(other)
    assert not again.is_identical
    assert "The plan was made by version 0.0.9" in again.notes[0]
    assert "The market tables prices.csv are not those" in again.notes[1]
    assert again.differences[0].endswith(" is new.")


def test_two_plans_are_compared(imported: ImportResult, plan: TradePlan) -> None:
    one = plan_file_of(plan, imported)
    looser = replace(POLICY, tax=replace(POLICY.tax, gain_budget=Decimal(30_000)))
    other = plan_file_of(planned(imported, looser), imported)
    assert compare(one, one) == ()
    told = compare(one, other)
    assert told[0] == "What was asked for is not the same."
    assert any(sentence.startswith("Estimated tax: ") for sentence in told)
    assert any("NVDA" in sentence and "shares become" in sentence for sentence in told)


def test_every_kind_of_difference_is_told(imported: ImportResult, plan: TradePlan) -> None:
    one = plan_file_of(plan, imported)
    first, *others = one.trades
    dearer = replace(first, price=first.price + 1, tax=first.tax + 1)
    other = replace(
        one,
        as_of=date(2026, 12, 1),
        accounts=one.accounts[:1],
        classes="",
        trades=(dearer, *others[:-1]),
        figures={**one.figures, "new": "1"},
    )
    told = compare(one, other)
    assert "The day is 2026-12-01, not 2026-11-20." in told
    assert "The household is not the same." in told
    assert "What counts as what is not the same." in told
    assert "New: not stated becomes 1." in told
    assert any(each.endswith("the same shares, but not the same price, tax.") for each in told)
    assert any(each.endswith(" is gone.") for each in told)


def test_very_many_differences_are_counted(imported: ImportResult, plan: TradePlan) -> None:
    one = plan_file_of(plan, imported)
    many = tuple(replace(one.trades[0], symbol=f"S{number}") for number in range(60))
    told = compare(replace(one, trades=()), replace(one, trades=many))
    assert told[-1] == "20 more trades differ."


def test_a_changed_file_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes().replace(b"NVDA", b"NVDB"))
    with pytest.raises(PlanFileError, match="has been changed since it was saved"):
        read_plan_file(saved)


def test_a_plan_of_a_later_version_is_refused(saved: Path, imported: ImportResult) -> None:
    later = replace(read_plan_file(saved), version=3)
    saved.write_bytes(sealed(later))
    with pytest.raises(PlanFileError, match="a plan of version 3"):
        read_plan_file(saved)


def sealed(plan: PlanFile) -> bytes:
    content = msgspec.json.encode(plan)
    seal = msgspec.json.encode(hashlib.sha256(content).hexdigest())
    return b'{"seal":' + seal + b',"content":' + content + b"}"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"seal":1}', b"\xff", b"[" * 100_000])
def test_what_is_no_plan_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(PlanFileError, match="is no plan of this app"):
        read_plan_file(path)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="cannot be read: No such file"):
        read_plan_file(tmp_path / "none.json")
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(PlanFileError, match="far too large"):
        read_plan_file(large)


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_every_changed_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory,
    plan: TradePlan,
    imported: ImportResult,
    place: int,
    flip: int,
) -> None:
    path = tmp_path_factory.mktemp("flip") / "flip.plan.json"
    write_plan_file(path, plan, imported)
    whole = read_plan_file(path)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= flip
    path.write_bytes(bytes(content))
    try:
        found = read_plan_file(path)
    except PlanFileError:
        return
    assert found == whole  # a key of the seal's own object may be written in another way


def test_a_household_is_the_same_however_its_lots_are_written(
    imported: ImportResult, plan: TradePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one = plan_file_of(plan, imported)
    monkeypatch.setattr(household, "MANY", 1)
    packed = plan_file_of(plan, imported)
    assert packed.accounts != one_by_one.accounts
    assert compare(one_by_one, packed) == ()


def test_the_command_line_saves_replays_and_compares(tmp_path: Path, capsys: Printed) -> None:
    holdings = tmp_path / "holdings.csv"
    holdings.write_text(HOUSEHOLD, encoding="utf-8")
    one, other = tmp_path / "one.plan.json", tmp_path / "other.plan.json"
    policy = tmp_path / "policy.toml"
    policy.write_text("[targets]\nmagnificent_seven = { max = 0.3 }\n", encoding="utf-8")
    day = ["--as-of", "2026-11-20"]
    assert main(["plan", str(holdings), *day, "--save", str(one)]) == DONE
    assert f"The plan is in {one}." in capsys.readouterr().err
    assert main(["replay", str(one)]) == DONE
    assert "trades, to the byte." in capsys.readouterr().out
    saving = ["--policy", str(policy), "--save", str(other)]
    assert main(["plan", str(holdings), *day, *saving]) == DONE
    capsys.readouterr()
    assert main(["compare", str(one), str(other)]) == DONE
    assert "What was asked for is not the same." in capsys.readouterr().out
    assert main(["compare", str(one), str(one), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out) == {"differences": []}
    assert main(["compare", str(one), str(one)]) == DONE
    assert "The two plans are the same." in capsys.readouterr().out


def test_a_plan_that_does_not_come_out_the_same_ends_with_a_refusal(
    saved: Path, capsys: Printed
) -> None:
    found = read_plan_file(saved)
    saved.write_bytes(sealed(replace(found, trades=found.trades[1:])))
    assert main(["replay", str(saved)]) == REFUSED
    assert "The trades are not the same." in capsys.readouterr().out
    assert main(["replay", str(saved), "--json"]) == REFUSED
    told = json.loads(capsys.readouterr().out)
    assert told["identical"] is False
    assert len(told["trades"]) == len(found.trades)


def test_the_default_policy_is_saved_as_it_is(imported: ImportResult) -> None:
    found = plan_file_of(planned(imported, DEFAULT_POLICY), imported)
    assert found.asked(found.universe()) == DEFAULT_POLICY
