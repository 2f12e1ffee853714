"""The file of classes says the same as the window, and is refused with the key that is wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.basket import NamedBasket
from rebalancer.classify.classes_file import (
    check_classes,
    classes_text,
    parse_classes,
    read_classes,
)
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.correction import COMPANY_SIZES, SECTORS, Correction, Kind
from rebalancer.classify.flaw import ClassificationError
from rebalancer.classify.size import Breakpoints, SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.market.snapshot import load_snapshot

EVERYTHING = """
[breakpoints]
small = 0.25
mid = 4
as_of = 2026-06-30
source = "Russell, June 2026"
[baskets.mega_cap_tech]
companies = ["aapl", "AVGO"]
[baskets.regional_banks]
companies = ["HBAN", "TFC"]
[baskets.ai]
title = "AI names"
companies = ["NVDA"]
source = "mine"
[corrections.eypt]
sector = "Health Care"
[corrections.THR]
size = "small"
kind = "stock"
[corrections.GOOG]
same_company_as = "GOOGL"
[corrections.PLAN]
looked_through_as = { SP500 = 0.6, iwm = 0.4 }
[corrections.POOL1]
looked_through_as = "SP500"
"""


def test_every_word_of_the_file_is_understood() -> None:
    said = parse_classes(EVERYTHING)

    assert said.breakpoints == Breakpoints(
        small=0.25, mid=4.0, as_of=date(2026, 6, 30), source="Russell, June 2026"
    )
    tech, banks, ai = said.baskets[1:]
    assert (tech.title, tech.companies) == ("Mega-cap tech", frozenset({"AAPL", "AVGO"}))
    assert (banks.title, banks.source) == ("Regional banks", "your own list")
    assert (ai.title, ai.source) == ("AI names", "mine")
    assert said.corrections == (
        Correction(symbol="EYPT", sector="Health Care"),
        Correction(symbol="THR", size=SizeClass.SMALL, kind=Kind.STOCK),
        Correction(symbol="GOOG", same_company_as="GOOGL"),
        Correction(symbol="PLAN", looked_through_as=(("SP500", 0.6), ("IWM", 0.4))),
        Correction(symbol="POOL1", looked_through_as=(("SP500", 1.0),)),
    )


def test_an_empty_file_changes_nothing() -> None:
    assert parse_classes("") == DEFAULT_CLASSIFICATION


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[breakpoint]\nmid = 4", "breakpoint", "breakpoints"),
        ("[breakpoints]\nmidd = 4", "breakpoints.midd", "mid"),
        ('[breakpoints]\nmid = "4"', "breakpoints.mid", ""),
        ("[breakpoints]\nmid = -4", "breakpoints.mid", "0"),
        ("[breakpoints]\nmid = 30", "breakpoints.mid", "ascend"),
        ("[breakpoints]\nas_of = 2026", "breakpoints.as_of", ""),
        ("[breakpoints]\nsource = 4", "breakpoints.source", ""),
        ('[baskets.magnificent_seven]\ncompanies = ["A"]', "baskets.magnificent_seven", "own"),
        ('[baskets.own]\ncompanies = "A"', "baskets.own.companies", ""),
        ("[baskets.own]\ncompanies = []", "baskets.own.companies", ""),
        ('[baskets.own]\ntitle = "Own"', "baskets.own.companies", "symbol"),
        ("[baskets]\nown = 3", "baskets.own", ""),
        ('[corrections.EYPT]\nsector = "Helth Care"', "corrections.EYPT.sector", "Health Care"),
        ('[corrections.EYPT]\nsize = "smal"', "corrections.EYPT.size", "small"),
        ('[corrections.EYPT]\nkind = "share"', "corrections.EYPT.kind", "stock"),
        ('[corrections.EYPT]\nsectr = "Energy"', "corrections.EYPT.sectr", "sector"),
        ("[corrections.EYPT]\nlooked_through_as = 3", "looked_through_as", ""),
        ("[corrections.EYPT]", "corrections.EYPT", "size"),
        ("not toml", "file", ""),
    ],
)
def test_a_mistake_is_named_with_its_key_and_the_nearest_choice(
    text: str, key: str, hint: str
) -> None:
    with pytest.raises(ClassificationError) as refused:
        parse_classes(text, "mine.toml")

    assert key in str(refused.value)
    assert str(refused.value).startswith("mine.toml: ")
    assert hint in refused.value.remedy


def test_a_fund_stands_only_for_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "classes.toml"
    path.write_text('[corrections.PLAN]\nlooked_through_as = "SP50"\n', encoding="utf-8")
    universe = Universe(load_snapshot(), read_classes(path))

    with pytest.raises(ClassificationError) as refused:
        check_classes(universe, path.name)
    assert "SP500" in refused.value.remedy

    check_classes(Universe(load_snapshot(), parse_classes(EVERYTHING)))


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "classes.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ClassificationError, match=r"classes\.toml: .*cannot be read"):
        read_classes(path)


symbols = st.text("ABCDEFXYZ", min_size=1, max_size=5)
some = st.none()
facts = st.fixed_dictionaries(
    {
        "size": some | st.sampled_from(COMPANY_SIZES),
        "sector": some | st.sampled_from(SECTORS),
        "kind": some | st.sampled_from([Kind.STOCK, Kind.FUND]),
    }
).filter(lambda said: any(said.values()))
corrections = (
    st.builds(lambda symbol, said: Correction(symbol=symbol, **said), symbols, facts)
    | st.builds(lambda symbol: Correction(symbol=symbol, same_company_as="GOOG"), symbols)
    | st.builds(
        lambda symbol, share: Correction(
            symbol=symbol, looked_through_as=(("SP500", share), ("SP600", 1 - share))
        ),
        symbols,
        st.floats(0.01, 0.99),
    )
)
baskets = st.builds(
    lambda key, title, companies, source: NamedBasket(
        key=key, title=title, companies=frozenset(companies), source=source
    ),
    st.text("abcxyz_0", min_size=1, max_size=8).map(lambda text: f"own_{text}"),
    st.text("Own list é", min_size=1, max_size=8).filter(lambda text: text == text.strip() != ""),
    st.sets(symbols, min_size=1, max_size=3),
    st.just("mine"),
)
ladders = st.lists(st.floats(0, 1e6), min_size=4, max_size=4).map(sorted)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    st.lists(baskets, max_size=3, unique_by=lambda basket: basket.key),
    st.lists(corrections, max_size=4, unique_by=lambda item: item.symbol),
    ladders,
    st.dates(),
)
def test_what_is_written_is_read_back_the_same(
    own: list[NamedBasket], said: list[Correction], ladder: list[float], as_of: date
) -> None:
    small, mid, large, mega = ladder
    classification = Classification(
        breakpoints=Breakpoints(small=small, mid=mid, large=large, mega=mega, as_of=as_of),
        baskets=(*DEFAULT_CLASSIFICATION.baskets, *own),
        corrections=tuple(said),
    )

    assert parse_classes(classes_text(classification)) == classification
