"""A person says what companies are, which belong together, and how large is large."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from rebalancer.classify.basket import MEGA_CAP_TECH
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.size import DEFAULT_BREAKPOINTS, SizeClass
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.exposure import ExposurePage
from ui.views.exposure.baskets import basket_key
from ui.views.exposure.correct import correction_words

PATIENCE_MS = 60_000
ROWS = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,100,300.00,3000.00,2019-03-04",
    "Joint ...1001,taxable,HBAN,Huntington,2000,15.00,9000.00,2024-03-04",
    "Joint ...1001,taxable,TFC,Truist,300,40.00,9000.00,2024-03-04",
    "Joint ...1001,taxable,CASH,,1250.25,1.00,,",
    "Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,",
)
WritePlain = Callable[..., Path]
Settling = Callable[[ExposurePage], AbstractContextManager[None]]


@pytest.fixture
def settling(tasks: TaskRunner, qtbot: QtBot) -> Settling:
    """Wait until a page shows what is done inside, and whatever else follows from it."""

    @contextmanager
    def settle(page: ExposurePage) -> Iterator[None]:
        with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
            yield
        qtbot.waitUntil(lambda: page.is_settled and not tasks.is_busy, timeout=PATIENCE_MS)

    return settle


@pytest.fixture
def page(
    session: Session, theme: Theme, write_plain: WritePlain, qtbot: QtBot, settling: Settling
) -> ExposurePage:
    page = ExposurePage(session, theme)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    with qtbot.waitExposed(page):
        page.show()
    with settling(page):
        session.import_files((write_plain(ROWS),))
    return page


def line_of(page: ExposurePage, symbol: str) -> int:
    rows = page.listing.table.table.rows()
    return next(n for n, line in enumerate(rows) if symbol in line.company.symbols)


def choose(page: ExposurePage, symbol: str) -> None:
    page.listing.table.selectRow(line_of(page, symbol))


def shown(page: ExposurePage, symbol: str) -> tuple[SizeClass, str]:
    line = page.listing.table.table.rows()[line_of(page, symbol)]
    return line.size, line.sector


def opened(page: ExposurePage, monkeypatch: pytest.MonkeyPatch) -> list[QPoint]:
    """Keep menus from popping up, and return where they would have."""
    places: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _, place: places.append(place))
    return places


def action(menu: QMenu, *path: str) -> QAction:
    """Return the entry of *menu* whose text begins with the last word of *path*."""
    found = next(each for each in menu.actions() if each.text().startswith(path[0]))
    below = found.menu()
    if len(path) == 1:
        return found
    assert isinstance(below, QMenu)
    return action(below, *path[1:])


def test_a_company_is_corrected_from_its_line_and_the_correction_is_undone(
    page: ExposurePage, session: Session, settling: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = opened(page, monkeypatch)
    before = shown(page, "HBAN")
    assert not page.listing.correct.isEnabled()
    choose(page, "HBAN")
    page.listing.correct.click()
    assert len(places) == 1
    menu = page.listing.menu
    with settling(page):
        action(menu, "Size of Huntington", "Micro caps").trigger()
    assert shown(page, "HBAN") == (SizeClass.MICRO, before[1])
    assert session.undo_stack.undoText() == "correct the size of HBAN"
    assert page.listing.correct.isEnabled()
    page.listing.correct.click()
    with settling(page):
        action(menu, "Sector of Huntington", "Energy").trigger()
    assert shown(page, "HBAN") == (SizeClass.MICRO, "Energy")
    assert session.undo_stack.undoText() == "correct the sector of HBAN"
    assert list(page.classes.corrections.removes) == ["HBAN"]
    with settling(page):
        session.undo_stack.undo()
    assert shown(page, "HBAN") == (SizeClass.MICRO, before[1])
    with settling(page):
        page.classes.corrections.removes["HBAN"].click()
    assert shown(page, "HBAN") == before
    assert page.classes.corrections.removes == {}
    with settling(page):
        session.undo_stack.undo()
    assert shown(page, "HBAN")[0] is SizeClass.MICRO


def test_the_menu_opens_by_mouse_and_by_keyboard_and_takes_a_correction_back(
    page: ExposurePage, session: Session, settling: Settling, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = opened(page, monkeypatch)
    table, menu = page.listing.table, page.listing.menu
    table.customContextMenuRequested.emit(QPoint(5, 100_000))
    assert places == []
    middle = table.visualRect(table.model().index(line_of(page, "TFC"), 0)).center()
    table.customContextMenuRequested.emit(middle)
    assert menu.key == "TFC"
    assert not [each for each in menu.actions() if each.text().startswith("As the market")]
    table.activated.emit(table.currentIndex())
    assert len(places) == 2
    with settling(page):
        action(menu, "Size of", "Small caps").trigger()
    page.listing.correct.click()
    with settling(page):
        action(menu, "As the market").trigger()
    assert session.decisions.classification.corrections == ()
    page.listing.correct.click()
    with settling(page):
        action(menu, "Show where").trigger()
    assert page.focus is not None
    assert page.focus.company == "TFC"


def test_the_mega_cap_tech_basket_is_edited_and_brought_back(
    page: ExposurePage, session: Session, settling: Settling
) -> None:
    tech = page.classes.baskets.panels[MEGA_CAP_TECH.key]
    assert tech.remove.isHidden()
    before = page.headline.tech.text
    with settling(page):
        tech.symbols.add("hban")
    assert page.headline.tech.text != before
    assert "HBAN" in page.headline.tech.explanation
    with settling(page):
        session.undo_stack.undo()
    assert page.headline.tech.text == before
    with settling(page):
        session.undo_stack.redo()
    with settling(page):
        tech.remove.click()
    assert page.headline.tech.text == before
    assert session.decisions.classification.basket(MEGA_CAP_TECH.key) == MEGA_CAP_TECH
    with settling(page):
        tech.symbols.remove("AMD")
    with settling(page):
        tech.symbols.add("AMD")
    assert session.decisions.classification.basket(MEGA_CAP_TECH.key) == MEGA_CAP_TECH
    seven = page.classes.baskets.panels["magnificent_seven"]
    assert seven.symbols.isHidden()


def add_banks(page: ExposurePage, settling: Settling) -> None:
    baskets = page.classes.baskets
    baskets.name.setText("Regional banks")
    baskets.symbols.add("HBAN, TFC")
    with settling(page):
        baskets.add.click()


def test_a_basket_of_ones_own_is_added_and_watched(
    page: ExposurePage, session: Session, settling: Settling
) -> None:
    baskets = page.classes.baskets
    baskets.add.click()
    assert "name" in baskets.trouble
    add_banks(page, settling)
    assert session.undo_stack.undoText() == "add the basket Regional banks"
    assert (baskets.name.text(), baskets.symbols.symbols, baskets.trouble) == ("", (), "")
    panel = baskets.panels["regional_banks"]
    with settling(page):
        panel.show_companies.click()
    listed = {line.company.symbols[0] for line in page.listing.table.table.rows()}
    assert listed == {"HBAN", "TFC"}
    assert "Regional banks" in page.bar.text
    baskets.name.setText("regional BANKS")
    baskets.symbols.add("TFC")
    baskets.add.click()
    assert "of that name" in baskets.trouble
    baskets.name.setText("Mega cap")
    baskets.add.click()
    assert session.decisions.classification.basket("mega_cap") is None


def test_a_basket_of_ones_own_is_changed_and_removed(
    page: ExposurePage,
    session: Session,
    settling: Settling,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_banks(page, settling)
    baskets = page.classes.baskets
    panel = baskets.panels["regional_banks"]
    opened(page, monkeypatch)
    choose(page, "TFC")
    page.listing.correct.click()
    with settling(page):
        action(page.listing.menu, "In the basket", "Regional banks").trigger()
    assert panel.basket.companies == {"HBAN"}
    panel.symbols.remove("HBAN")
    assert panel.symbols.symbols == ("HBAN",)
    with settling(page):
        page.classes.toggle_member("regional_banks", "HBAN")
    assert "regional_banks" not in baskets.panels
    page.classes.toggle_member("regional_banks", "HBAN")
    with settling(page):
        session.undo_stack.undo()
    assert "regional_banks" in baskets.panels
    with settling(page):
        baskets.panels["regional_banks"].remove.click()
    assert "regional_banks" not in baskets.panels


def test_a_word_that_is_no_company_is_refused_with_the_nearest_one(page: ExposurePage) -> None:
    tech = page.classes.baskets.panels[MEGA_CAP_TECH.key]
    before = tech.symbols.symbols
    tech.symbols.add("nvidia")
    assert "Did you mean NVDA" in tech.symbols.refusal
    tech.symbols.add("VTI")
    assert "VTI is a fund" in tech.symbols.refusal
    assert tech.symbols.symbols == before
    tech.symbols.add("AAPL")
    assert tech.symbols.refusal == ""


def test_size_limits_are_moved_together_undone_and_have_to_ascend(
    page: ExposurePage, session: Session, settling: Settling
) -> None:
    limits = page.classes.limits
    assert limits.back.isHidden()
    before = shown(page, "TFC")
    with settling(page):
        limits.fields["large"].setValue(190.0)
    assert shown(page, "TFC")[0] is SizeClass.MID
    with settling(page):
        limits.fields["mid"].setValue(150.0)
    assert shown(page, "TFC")[0] is SizeClass.SMALL
    limits.fields["small"].setValue(180.0)
    assert "ascend" in limits.trouble
    assert session.decisions.classification.breakpoints.small == DEFAULT_BREAKPOINTS.small
    assert session.undo_stack.undoText() == "change the size limits"
    with settling(page):
        session.undo_stack.undo()
    assert shown(page, "TFC") == before
    assert limits.trouble == ""
    assert limits.fields["mid"].value() == DEFAULT_BREAKPOINTS.mid
    with settling(page):
        session.undo_stack.redo()
    with settling(page):
        limits.back.click()
    assert session.decisions.classification.breakpoints == DEFAULT_BREAKPOINTS


def test_corrections_of_every_kind_are_put_into_words() -> None:
    assert correction_words(Correction(symbol="X", kind=Kind.FUND, size=SizeClass.MID)) == (
        "Mid caps, is of kind “fund”"
    )
    assert correction_words(Correction(symbol="X", same_company_as="Y")) == "the same company as Y"
    mixed = Correction(symbol="X", looked_through_as=(("SP500", 0.6), ("SP600", 0.4)))
    assert correction_words(mixed) == "looked through as 60% SP500, 40% SP600"


def test_a_basket_is_named_for_a_policy_as_it_is_titled() -> None:
    assert basket_key("Regional banks") == "regional_banks"
    assert basket_key(" 2nd & third  tier ") == "nd_third_tier"
    assert basket_key("…") == ""
