"""The filter of a page is one key away, with what it narrows in sight."""

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PATIENCE_MS
from tests.ui.walk import is_laid_out
from ui.app import Front
from ui.views.exposure.listing import Listing
from ui.views.holdings import HoldingsPage
from ui.widgets.filter_field import FilterField


@pytest.mark.usefixtures("sample")
def test_the_filter_is_reached_by_key_and_narrows_the_positions(qtbot: QtBot, front: Front) -> None:
    page = front.window.page("Holdings")
    assert isinstance(page, HoldingsPage)
    front.window.commands["edit.filter"].trigger()
    field = page.findChildren(FilterField)[0]

    qtbot.keyClicks(field, "nvidia")

    assert {row.symbol for row in page.positions.tree.rows()} == {"NVDA"}


@pytest.mark.usefixtures("sample")
def test_the_filter_of_a_page_comes_into_sight_or_is_said_not_to_be_there(
    qtbot: QtBot, front: Front
) -> None:
    for title in ("Exposure", "Market"):
        front.window.show_page(title)
        settled = partial(getattr, front.window.page(title), "is_settled")
        qtbot.waitUntil(settled, timeout=PATIENCE_MS)
        qtbot.waitUntil(partial(is_laid_out, front.window), timeout=PATIENCE_MS)
        front.window.commands["edit.filter"].trigger()
    assert "nothing to filter" in front.window.page("Market").message.text
    front.window.show_page("Exposure")
    (listing,) = front.window.page("Exposure").findChildren(Listing)
    assert not listing.field.visibleRegion().isEmpty()
    assert listing.table.visibleRegion().boundingRect().height() > 5 * listing.field.height()
