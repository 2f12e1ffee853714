"""A household comes back from its parts as it was, and a part changes only with its value."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.classify.basket import NamedBasket
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.correction import Correction, Kind
from rebalancer.document import household
from rebalancer.document.content import (
    PART_NAMES,
    Content,
    ContentWriter,
    DamagedContentError,
    Parts,
    read_content,
)
from rebalancer.document.decisions import Decisions
from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.amounts import fits
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import Lots
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.files import read_file
from rebalancer.ingest.fix import (
    CorrectSymbol,
    DropAccount,
    DropRepeatedRows,
    MarkKind,
    SetCostBasis,
    SetTaxTreatment,
    TreatAsCash,
)
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import load_snapshot
from rebalancer.rebalance.approval import NOTHING_SAID, Approval, Mark, Status
from rebalancer.rebalance.plan import Action
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.rebalance.policy.relief import LotRelief
from tests.rebalancer.domain.test_lots_in_columns import in_columns, tuples
from tests.rebalancer.market.test_fund_holdings import holdings_of
from tests.rebalancer.market.test_last_good import WHOLE

FILES = Path(__file__).parents[1] / "ingest" / "files"
SAMPLES = Path(str(resources.files("resources"))) / "sample"
PATHS = sorted([*FILES.iterdir(), *SAMPLES.glob("*.csv")])

POLICY = parse_policy("""
    as_of = 2026-11-20
    [targets]
    magnificent_seven = { max = 0.4 }
    "symbol:IWM" = { target = 0.2, band = 0.02, to = "half" }
    [buy]
    symbols = ["IWM", "VTI"]
    [trading]
    contribute = { "1002" = 10, "1001" = 10000.50 }
    lot_relief = { default = "hifo", "1002" = "fifo" }
    [tax]
    gain_budget = 12345.67
    filing_status = "single"
    income = 91000
    [restrictions]
    do_not_sell = ["NVDA", "AAPL", "META", "GOOGL", "TSLA"]
    [[recent_trades]]
    account = "1002"
    symbol = "SPY"
    action = "buy"
    date = 2026-11-02
    quantity = 30
""")
FIXES = (
    SetTaxTreatment(account="a", treatment=TaxTreatment.TAXABLE),
    SetCostBasis(account="a", symbol="X", cost_basis=Decimal("12.30")),
    SetCostBasis(account="a", symbol="Y"),
    TreatAsCash(symbol="SWVXX"),
    CorrectSymbol(symbol="QQZ", to="QQQ", kind=SecurityKind.FUND),
    MarkKind(symbol="ZZZ", kind=SecurityKind.OTHER),
    DropAccount(account="b"),
    DropRepeatedRows(account="a", symbol="X"),
)
CLASSIFICATION = DEFAULT_CLASSIFICATION.with_basket(
    NamedBasket(key="banks", title="Banks", companies=frozenset({"JPM", "BAC", "WFC", "C"}))
).with_correction(Correction(symbol="ZZZ", kind=Kind.STOCK))
HELD = Mark(
    account="a",
    symbol="NVDA",
    action=Action.SELL,
    status=Status.HELD,
    quantity=Decimal("12.5"),
    price=Decimal("180.00"),
    lots=((date(2019, 3, 4), Decimal(10), Decimal("52.10")), (None, Decimal("2.5"), None)),
    relief=LotRelief.HIFO,
)
DECIDED = Decisions(
    policy=POLICY,
    fixes=FIXES,
    classification=CLASSIFICATION,
    fund_holdings=(holdings_of("QQQ"), holdings_of("ARKK", None)),
    valued_at=WHOLE,
    approval=Approval(marks=(HELD, replace(HELD, symbol="IWM", action=Action.BUY, lots=()))),
)


def parts_of(content: Content) -> Parts:
    return ContentWriter().parts_of(content)


def holding(lots: "tuple[TaxLot, ...] | Lots") -> Content:
    position = Position(
        symbol="VTI", description="", kind=SecurityKind.FUND, value=Decimal(1), lots=lots
    )
    account = Account(
        key="a",
        broker="",
        number="",
        name="",
        tax_treatment=TaxTreatment.UNKNOWN,
        positions=(position,),
    )
    return Content(as_read=ImportResult(portfolio=Portfolio(accounts=(account,))))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_what_was_read_comes_back_with_every_doubt(path: Path) -> None:
    content = Content(as_read=read_file(path, load_snapshot()), is_sample=path.parent == SAMPLES)

    parts = parts_of(content)

    assert read_content(parts) == content
    assert parts_of(read_content(parts)) == parts
    assert are_canonical(parts)


def test_every_decision_comes_back() -> None:
    left_out = ImportResult(portfolio=Portfolio(), unmapped=(Path("b.csv"), Path("a.csv")))
    kept = {"B": DECIDED.policy, "A": DEFAULT_POLICY}
    content = Content(as_read=left_out, decisions=DECIDED, kept=kept)

    parts = parts_of(content)

    assert read_content(parts) == content
    assert set(parts) == set(PART_NAMES)
    assert are_canonical(parts)
    assert set(PART_NAMES) > {field.name for field in fields(Decisions)}
    assert content.with_parts({"kept_plans": None}).kept == {}


def are_canonical(parts: Parts) -> bool:
    """Whether all of *parts* are as JSON is written that has its keys in order, and no blanks."""
    again = (
        msgspec.json.encode(msgspec.json.decode(each), order="sorted") for each in parts.values()
    )
    return list(again) == list(parts.values())


def test_nothing_comes_back_as_nothing() -> None:
    assert read_content({}) == read_content(parts_of(Content())) == Content()
    assert Content().is_blank
    assert not Content(decisions=DECIDED).is_blank


def test_the_order_of_what_has_none_makes_no_difference() -> None:
    trading = POLICY.trading
    turned = replace(trading, contribute=dict(reversed(tuple(trading.contribute.items()))))
    names = ["TSLA", "GOOGL", "META", "AAPL", "NVDA"]
    restrictions = replace(POLICY.restrictions, do_not_sell=frozenset(names))
    policy = replace(POLICY, trading=turned, restrictions=restrictions)

    assert parts_of(Content(decisions=replace(DECIDED, policy=policy))) == parts_of(
        Content(decisions=DECIDED)
    )


@settings(max_examples=40)
@given(lots=tuples, many=st.sampled_from([1, 3, 1000]))
@example(lots=(TaxLot(quantity=Decimal("1E+3")),), many=1)
@example(lots=(TaxLot(quantity=Decimal(1), cost_basis=Decimal("0.0000000001")),), many=1)
def test_lots_are_written_alike_however_they_are_kept(lots: tuple[TaxLot, ...], many: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(household, "MANY", many)
        written = parts_of(holding(lots))
        if all(fits(lot.quantity) and fits(lot.cost_basis) for lot in lots):
            assert parts_of(holding(in_columns(lots))) == written
    assert read_content(written) == holding(lots)


def test_many_lots_take_little_room_and_stay_where_they_are_when_something_else_changes() -> None:
    lots = in_columns(
        tuple(TaxLot(quantity=Decimal(n), acquired=date(2020, 1, 1)) for n in range(1, 2001))
    )
    writer = ContentWriter()
    before = writer.parts_of(holding(lots))
    after = writer.parts_of(replace(holding(lots), decisions=DECIDED))
    assert len(before["holdings"]) < 35 * len(lots)
    assert after["holdings"] == before["holdings"]
    assert after["policy"] != before["policy"]


def test_what_is_the_same_is_not_written_again() -> None:
    writer = ContentWriter()
    content = Content(decisions=DECIDED)
    before = writer.parts_of(content)
    decided = replace(DECIDED, policy=replace(POLICY, buy=("IJR",)), fixes=FIXES[1:])

    after = writer.parts_of(replace(content, decisions=decided))

    assert {name for name in after if after[name] is not before[name]} == {"policy", "fixes"}


def test_what_was_read_is_written_again_as_it_was_read() -> None:
    writer, content = ContentWriter(), Content(decisions=DECIDED)
    parts = {
        name: each.replace(b'"version":1', b' "version": 1')
        for name, each in parts_of(content).items()
    }
    found = read_content(parts)
    writer.know(found, parts)
    again = writer.parts_of(replace(found, decisions=replace(found.decisions, fixes=())))
    assert {name for name in parts if again[name] is not parts[name]} == {"fixes"}
    assert writer.parts_of(found)["fixes"] == parts_of(content)["fixes"]


def test_decisions_on_trades_change_nothing_about_what_is_known_of_the_market() -> None:
    assert DECIDED.knows_as(replace(DECIDED, policy=replace(POLICY, buy=()), fixes=()))
    assert not DECIDED.knows_as(replace(DECIDED, fund_holdings=()))
    assert DECIDED.asks_as(replace(DECIDED, approval=NOTHING_SAID))
    assert not DECIDED.asks_as(replace(DECIDED, fixes=()))


def test_a_part_that_is_gone_counts_as_nothing_decided() -> None:
    content = Content(decisions=DECIDED).with_parts({"valued_at": None, "fixes": None})
    assert content.decisions == replace(DECIDED, valued_at=None, fixes=())


def test_a_part_of_a_newer_app_is_left_alone() -> None:
    assert read_content({"weather": b"fine"}) == Content()


def test_every_damage_is_a_sentence() -> None:
    parts = parts_of(replace(holding((TaxLot(quantity=Decimal(1)),)), decisions=DECIDED))
    for name, written in parts.items():
        for damaged in (
            b"",
            written[:-1],
            b"[" * 100_000,
            written.replace(b'"version":1', b'"version":2'),
        ):
            with pytest.raises(DamagedContentError, match=name.replace("_", " ")) as caught:
                read_content({name: damaged})
            assert caught.value.part == name
            assert caught.value.sentence().endswith("import the files again.")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("fixes", [{"action": "pray", "fix": {}}], "“pray” is no fix"),
        ("classification", {"baskets": []}, "is fixed"),
        ("policy", {"targets": 3}, "Expected `array`"),
    ],
)
def test_what_cannot_be_is_named(name: str, value: object, problem: str) -> None:
    written = json.dumps({"part": name, "version": 1, "value": value}).encode()
    with pytest.raises(DamagedContentError, match=problem):
        read_content({name: written})


@pytest.mark.parametrize(
    ("column", "content", "problem"),
    [
        (("acquired",), "", "not of one length"),
        (("acquired",), "/////w==", "no shares, or a day"),
        (("quantities", "digits"), "AAAAAAAAAAA=", "no shares, or a day"),
        (("quantities", "places"), "", "than its places"),
        (("costs", "digits"), "AAAA", "multiple of element size"),
    ],
)
def test_columns_that_do_not_fit_together_are_refused(
    column: tuple[str, ...], content: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(household, "MANY", 1)
    found = json.loads(parts_of(holding((TaxLot(quantity=Decimal(1)),)))["holdings"])
    table = found["value"]["accounts"][0]["positions"][0]["columns"]
    for name in column[:-1]:
        table = table[name]
    table[column[-1]] = content

    with pytest.raises(DamagedContentError, match=problem):
        read_content({"holdings": json.dumps(found).encode()})
