"""What a person made of the window is there again, even if the process was killed."""

from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PATIENCE_MS
from ui.app import Front
from ui.remembering import Remembering
from ui.settings import SchemeChoice, Settings, load_settings, save_settings
from ui.text_size import TEXT_SIZES
from ui.theme import DARK
from ui.widgets.table_header import TableHeader


def remembered(folder: Path) -> Settings:
    return load_settings(folder / "settings.json")


def test_colours_and_place_are_remembered(front: Front, tmp_path: Path) -> None:
    front.window.commands["view.scheme.dark"].trigger()
    assert front.theme.colors is DARK
    front.window.setGeometry(30, 40, 1100, 700)
    front.window.close()

    assert remembered(tmp_path).scheme is SchemeChoice.DARK
    assert remembered(tmp_path).geometry == (30, 40, 1100, 700)


def test_what_was_chosen_is_remembered_without_closing_the_window(
    qtbot: QtBot, front: Front, tmp_path: Path
) -> None:
    def come_to_be(settings: Settings) -> None:
        qtbot.waitUntil(lambda: remembered(tmp_path) == settings, timeout=PATIENCE_MS)

    assert remembered(tmp_path) == Settings()
    front.set_scheme(SchemeChoice.DARK)
    front.set_text_size(TEXT_SIZES[-1])
    settings = Settings(scheme=SchemeChoice.DARK, text_percent=TEXT_SIZES[-1])
    come_to_be(settings)

    header = next(each for each in front.window.findChildren(TableHeader) if each.key)
    header.size_column(0, 240)
    come_to_be(settings._replace(tables={header.key: header.column_layout()}))

    header.bring_back()
    come_to_be(settings)


def test_a_consent_that_another_window_withdrew_does_not_come_back(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    save_settings(file, Settings(asks_yahoo=True, has_seen_guide=True))
    parent = QObject()
    one, other = (Remembering(file, load_settings(file), parent) for _ in range(2))
    one.change(asks_yahoo=False)
    one.save()
    other.change(asks_yahoo=True, scheme=SchemeChoice.DARK)
    other.save()

    assert remembered(tmp_path) == Settings(scheme=SchemeChoice.DARK, has_seen_guide=True)


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    parent = QObject()
    memory = Remembering(file, Settings(), parent)
    memory.change(folder="")
    memory.save()

    assert not file.exists()


def test_what_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    in_the_way = tmp_path / "settings.json"
    in_the_way.mkdir()
    parent = QObject()
    memory = Remembering(in_the_way, Settings(), parent)
    memory.change(scheme=SchemeChoice.DARK)
    memory.save()
    in_the_way.rmdir()
    memory.save()

    assert remembered(tmp_path) == Settings(scheme=SchemeChoice.DARK)
