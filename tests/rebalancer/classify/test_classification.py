"""What a person knows better is one value: it sticks, is listed, and can be taken back."""

import pytest

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, MEGA_CAP_TECH, NamedBasket
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.flaw import ClassificationError
from rebalancer.classify.group import UnknownGroupError
from rebalancer.classify.size import Breakpoints, SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.measurement import group_share, measure
from tests.rebalancer.classify.portfolios import exposed, measured

BANKS = NamedBasket(
    key="regional_banks", title="Regional banks", companies=frozenset({"HBAN", "TFC"})
)


def corrected(*corrections: Correction) -> Universe:
    return Universe(load_snapshot(), Classification(corrections=corrections))


def test_a_basket_of_your_own_is_measured_like_any_other() -> None:
    universe = Universe(load_snapshot(), DEFAULT_CLASSIFICATION.with_basket(BANKS))

    figures = measured({"HBAN": "100", "TFC": "100", "AAPL": "200"}, universe=universe)

    assert list(figures.baskets) == ["magnificent_seven", "mega_cap_tech", "regional_banks"]
    assert figures.baskets["regional_banks"].title == "Regional banks"
    assert figures.baskets["regional_banks"].share == 0.5


def test_mega_cap_tech_can_be_edited_and_becomes_what_it_was() -> None:
    smaller = NamedBasket(key="mega_cap_tech", title="Two", companies=frozenset({"ORCL", "AMD"}))

    edited = DEFAULT_CLASSIFICATION.with_basket(smaller)

    assert edited.titles["mega_cap_tech"] == "Two"
    assert edited.without_basket("mega_cap_tech") == DEFAULT_CLASSIFICATION
    assert edited.with_basket(BANKS).without_basket("regional_banks") == edited


def test_a_basket_may_name_any_share_class() -> None:
    own = NamedBasket(key="own", title="Own", companies=frozenset({"goog", "BRK.A"}))
    universe = Universe(load_snapshot(), DEFAULT_CLASSIFICATION.with_basket(own))

    assert universe.group("own").companies == frozenset({"GOOGL", "BRK-B"})


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (
            lambda: DEFAULT_CLASSIFICATION.with_basket(
                NamedBasket(key="magnificent_seven", title="x", companies=frozenset({"A"}))
            ),
            "baskets.magnificent_seven",
        ),
        (lambda: Classification(baskets=(MAGNIFICENT_SEVEN,)), "baskets.mega_cap_tech"),
        (
            lambda: DEFAULT_CLASSIFICATION.with_basket(
                NamedBasket(key="small_cap", title="x", companies=frozenset({"A"}))
            ),
            "baskets.small_cap",
        ),
        (
            lambda: Classification(baskets=(MAGNIFICENT_SEVEN, MEGA_CAP_TECH, BANKS, BANKS)),
            "baskets.regional_banks",
        ),
        (
            lambda: Classification(corrections=(Correction(symbol="A", size=SizeClass.MID),) * 2),
            "corrections.A",
        ),
        (lambda: NamedBasket(key="My Banks", title="x", companies=frozenset({"A"})), "baskets"),
        (lambda: NamedBasket(key="own", title=" ", companies=frozenset({"A"})), "title"),
        (lambda: NamedBasket(key="own", title="x", companies=frozenset()), "companies"),
        (lambda: Breakpoints(small=6.0), "breakpoints.small"),
        (lambda: Correction(symbol=" ", size=SizeClass.MID), "corrections"),
        (lambda: Correction(symbol="A"), "corrections.A"),
        (lambda: Correction(symbol="A", size=SizeClass.NOT_EQUITY), "corrections.A.size"),
        (lambda: Correction(symbol="A", sector="Biotech"), "corrections.A.sector"),
        (lambda: Correction(symbol="A", same_company_as="A"), "corrections.A.same_company_as"),
        (
            lambda: Correction(symbol="A", same_company_as="B", size=SizeClass.MID),
            "corrections.A.size",
        ),
        (
            lambda: Correction(symbol="A", kind=Kind.BOND, sector="Energy"),
            "corrections.A.sector",
        ),
        (
            lambda: Correction(symbol="A", looked_through_as=(("SP500", 0.7), ("SP600", 0.6))),
            "corrections.A.looked_through_as",
        ),
        (
            lambda: Correction(symbol="A", looked_through_as=(("SP500", 0.0),)),
            "corrections.A.looked_through_as",
        ),
        (
            lambda: Correction(symbol="A", looked_through_as=(("A", 1.0),)),
            "corrections.A.looked_through_as",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused_by_the_name_of_its_key(
    make: "object", key: str
) -> None:
    assert callable(make)
    with pytest.raises(ClassificationError) as refused:
        make()
    assert key in refused.value.key
    assert str(refused.value).endswith(".")


def test_an_unknown_group_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownGroupError) as refused:
        embedded_universe().group("smal_cap")
    assert "small_cap" in refused.value.remedy


def test_a_correction_sticks_is_found_and_can_be_removed() -> None:
    first = Correction(symbol="EYPT", sector="Industrials")
    second = Correction(symbol="EYPT", sector="Health Care")

    said = DEFAULT_CLASSIFICATION.with_correction(first).with_correction(second)

    assert said.corrections == (second,)
    assert said.correction("EYPT") is second
    assert said.correction("AAPL") is None
    assert said.without_correction("EYPT") == DEFAULT_CLASSIFICATION


def test_size_and_sector_are_the_companys_whichever_share_class_is_corrected() -> None:
    universe = corrected(Correction(symbol="GOOG", size=SizeClass.MID, sector="Energy"))

    figures = measured({"GOOGL": "100"}, universe=universe)

    assert figures.size[SizeClass.MID] == 1
    assert figures.sectors == {"Energy": 1}


def test_breakpoints_of_your_own_move_companies_but_not_members_of_small_cap_indexes() -> None:
    ladder = Breakpoints(small=1, mid=2, large=30, mega=1000)
    universe = Universe(load_snapshot(), Classification(breakpoints=ladder))
    member, _ = load_snapshot().baskets["SP600"].lines[0]

    figures = measured({"HBAN": "100", "TFC": "100", member: "100"}, universe=universe)

    assert figures.size[SizeClass.LARGE] == pytest.approx(2 / 3)
    assert figures.size[SizeClass.SMALL] == pytest.approx(1 / 3)


def test_two_symbols_can_be_said_to_be_one_company() -> None:
    universe = corrected(Correction(symbol="NEWAAPL", same_company_as="AAPL"))

    figures = measured(
        {"NEWAAPL": "50", "AAPL": "50"},
        universe=universe,
        kinds={"NEWAAPL": SecurityKind.OTHER},
    )

    assert [(item.symbols, item.share) for item in figures.top] == [(("AAPL", "NEWAAPL"), 1)]
    assert figures.baskets["magnificent_seven"].share == 1


def test_companies_joined_in_a_circle_are_one_company_all_the_same() -> None:
    universe = corrected(Correction(symbol="GOOGL", same_company_as="GOOG"))

    assert universe.companies.company_of("GOOG") == universe.companies.company_of("GOOGL")


def test_a_line_without_a_ticker_can_join_a_listed_company() -> None:
    universe = corrected(Correction(symbol="~Nestle SA", same_company_as="NSRGY"))

    assert universe.companies.company_of("~Nestle SA") == "NSRGY"
    assert universe.companies.company_leaf("~Nestle SA", SecurityKind.STOCK).key == "NSRGY"


@pytest.mark.parametrize(
    ("kind", "asset_class"),
    [
        (Kind.BOND, AssetClass.BOND),
        (Kind.CASH, AssetClass.CASH),
        (Kind.COMMODITY, AssetClass.COMMODITY),
        (Kind.OTHER, AssetClass.OTHER),
        (Kind.FUND, AssetClass.STOCK),
        (Kind.STOCK, AssetClass.STOCK),
    ],
)
def test_what_a_symbol_is_can_be_said_even_of_a_fund_that_is_mapped(
    kind: Kind, asset_class: AssetClass
) -> None:
    universe = corrected(
        Correction(symbol="SPY", kind=kind), Correction(symbol="QXZQXZ", kind=kind)
    )

    for symbol in ("SPY", "QXZQXZ"):
        leaves, weights = universe.expand(symbol, SecurityKind.UNKNOWN)
        leaf = universe.leaf(int(leaves[0]))
        assert leaf.asset_class is asset_class
        assert leaf.is_company is (kind is Kind.STOCK)
        assert list(weights) == [1]


def test_an_opaque_fund_can_be_given_a_size_and_a_sector() -> None:
    universe = corrected(Correction(symbol="IWC", size=SizeClass.MICRO, sector="Financials"))

    exposures = exposed({"IWC": "100"}, universe=universe)

    assert group_share(exposures, universe.group("small_cap")).share == 1
    assert measure(exposures).sectors == {"Financials": 1}
    assert group_share(exposures, universe.group("magnificent_seven")).upper == 0


def test_a_fund_can_be_looked_through_as_a_basket_another_fund_or_a_mix() -> None:
    universe = corrected(
        Correction(symbol="PLAN", looked_through_as=(("SP500", 0.5), ("QQQ", 0.3)))
    )
    seven = universe.group("magnificent_seven")

    share = group_share(exposed({"PLAN": "100"}, universe=universe), seven)
    spy = group_share(exposed({"SPY": "100"}, universe=universe), seven).share
    qqq = group_share(exposed({"QQQ": "100"}, universe=universe), seven).share

    assert share.share == pytest.approx(0.5 * spy + 0.3 * qqq)
    assert share.upper >= share.share + 0.2


def test_funds_looked_through_as_each_other_end_as_opaque_ones() -> None:
    universe = corrected(
        Correction(symbol="ONE", looked_through_as=(("TWO", 1.0),)),
        Correction(symbol="TWO", looked_through_as=(("ONE", 1.0),)),
    )

    assert measured({"ONE": "100"}, universe=universe).coverage == 0
