"""What would be sent to Yahoo, and how old what came is."""

from datetime import date, timedelta
from decimal import Decimal

from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.market.refresh import request_refresh
from rebalancer.market.snapshot import CompanyFacts, Quote, Snapshot

TODAY = date(2026, 11, 25)


def position(symbol: str, kind: SecurityKind = SecurityKind.STOCK, **more: object) -> Position:
    figures = {"quantity": Decimal(10), "price": Decimal(50), "value": Decimal(500), **more}
    return Position(symbol=symbol, description="", kind=kind, **figures)  # type: ignore[arg-type]


def household(*positions: Position, as_of: date | None = None, key: str = "one") -> Portfolio:
    account = Account(
        key=key,
        broker="Schwab",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=positions,
        as_of=as_of,
    )
    return Portfolio(accounts=(account,))


def test_what_can_be_traded_what_may_be_bought_and_what_is_watched_is_sent(
    snapshot: Snapshot,
) -> None:
    request = request_refresh(
        household(position("AAPL"), position("BRK-B")),
        snapshot,
        TODAY,
        also=("ijr",),
        watched={"IWM": date(2026, 7, 1)},
    )

    assert request.symbols == ("AAPL", "BRK-B", "IJR", "IWM")
    assert request.watched == {"IWM"}


def test_nothing_that_tells_more_than_a_ticker_is_sent(snapshot: Snapshot) -> None:
    request = request_refresh(
        household(
            position("912828XG0"),
            position("Smith Family Trust Fund"),
            position("AAPL  260116C00300000", SecurityKind.OPTION),
            position("AAPL", SecurityKind.OPTION),
            position("SPAXX", SecurityKind.FUND),
            position("MSFT", quantity=None),
            position("NVDA", currency="EUR"),
        ),
        snapshot,
        TODAY,
        also=("../../etc", "", "A B C"),
    )

    assert request.symbols == ()


def test_prices_are_asked_for_since_the_one_in_use(snapshot: Snapshot) -> None:
    known = snapshot.quotes["AAPL"]
    (apple,) = request_refresh(household(position("AAPL")), snapshot, TODAY).questions
    (unknown,) = request_refresh(household(position("ZZZZZ")), snapshot, TODAY).questions
    watched = {"ZZZZZ": date(2000, 1, 1)}
    (old,) = request_refresh(household(), snapshot, TODAY, watched=watched).questions

    assert apple.since == known.as_of
    assert unknown.since == TODAY - timedelta(days=10)
    assert old.since > date(2016, 1, 1)


def test_the_price_in_use_is_the_newest_of_the_files_and_the_snapshot(snapshot: Snapshot) -> None:
    first = household(position("AAPL", price=Decimal(300)), as_of=date(2026, 11, 20))
    second = household(
        position("AAPL", price=Decimal(310)),
        position("ZZZZZ"),
        as_of=date(2026, 11, 24),
        key="two",
    )
    both = Portfolio(accounts=(*second.accounts, *first.accounts))
    known = request_refresh(both, snapshot, TODAY).known

    assert known["AAPL"] == Quote(
        price=Decimal(310), as_of=date(2026, 11, 24), source="Schwab positions"
    )
    assert known["ZZZZZ"].price == 50
    undated = request_refresh(household(position("AAPL")), snapshot, TODAY).known
    assert undated["AAPL"] == snapshot.quotes["AAPL"]


def test_a_quote_has_an_age_that_is_never_negative() -> None:
    quote = Quote(price=Decimal(1), as_of=TODAY, source="")

    assert quote.age(TODAY) == 0
    assert quote.age(TODAY + timedelta(days=3)) == 3
    assert quote.age(TODAY - timedelta(days=1)) is None
    assert quote.age(date(1970, 1, 1)) is None
    assert quote.age(date(2038, 1, 19)) == 4073


def test_figures_that_are_older_than_the_snapshot_are_left_out(snapshot: Snapshot) -> None:
    old = Quote(price=Decimal(1), as_of=date(2020, 1, 2), source="old")
    facts = CompanyFacts(company_value=1.0, sector="", as_of=date(2020, 1, 2), source="old")

    assert snapshot.with_refresh({"AAPL": old}, {"AAPL": facts}) == snapshot
    newer = snapshot.with_refresh({"ZZZZZ": old}, {})
    assert newer.quotes["ZZZZZ"] == old
    assert newer.as_of == snapshot.as_of
