"""What a person could do at the window, from a seed, and how the monkey does it."""

import random
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLocale, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from tests.faults import monkey_hands as hands
from tests.faults.monkey_files import PASTED, Answers, dropped_files
from tests.faults.monkey_watch import Pace, Stops, Trouble, Watch
from ui.app import Front
from ui.charts.drawing import Drawing
from ui.commands import COMMANDS, scheme_command, text_command
from ui.settings import SchemeChoice
from ui.text_size import TEXT_SIZES
from ui.widgets.rail import STEPS

STOPPED = "stopped the window"
LONGEST_STOP_MS = 100.0
PATIENCE_SECONDS = 60.0
_GUARD_MS = 20
_MENU_TICKS = 3
"""So many times the guard sees a menu stay open within one event before it leaves it."""
_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Menu),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_F2),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F10, Qt.Key.Key_F1, Qt.Key.Key_Question),
    *(Qt.Key.Key_F5, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Asterisk),
)
_LETTERS = "acefhkopvxyz123456"
"""Pressed with Ctrl; Q would end what the monkey plays with."""
_WORDS = ("12.5", "-3", "nvda", "<b>", "é€", "9" * 12, "", "0,5", "\u202eabc", "=1+1", "password1")
_LOCALES = ("en_US", "de_DE", "fr_FR", "fr_CH", "ar_EG", "en_IN", "zh_CN", "C")
_MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_OPERATED = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractSlider)
_DRAGGED = (QAbstractSlider, QHeaderView, QAbstractItemView, Drawing)
_SIZES = ((1024, 640), (1440, 900), (2200, 1300), (1024, 1000), (1900, 640))
_KEPT_OUT = "file.quit"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person could do, and three numbers from 0 to 1 that say where and how."""

    kind: str
    where: float
    how: float
    much: float


_WEIGHTS = {
    "click": 24,
    "operate": 30,
    "key": 24,
    "type": 8,
    "command": 5,
    "menu": 4,
    "wheel": 8,
    "hover": 3,
    "drag": 5,
    "header": 3,
    "paste": 2,
    "drop": 1.5,
    "resize": 1.5,
    "page": 6,
    "box": 2,
    "scheme": 0.7,
    "text_size": 0.4,
    "locale": 0.7,
    "undo": 4,
    "redo": 2,
    "sample": 0.6,
    "pause": 3,
    "settle": 0.7,
}


def events_of(seed: int, count: int) -> list[Event]:
    """Return what the monkey does with *seed*: the same every time."""
    dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    kinds = dice.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count)
    return [Event(kind, dice.random(), dice.random(), dice.random()) for kind in kinds]


class Monkey:
    """Plays events on the window of *front*; files are written into *folder*."""

    def __init__(self, front: Front, folder: Path, trouble: Trouble) -> None:
        self._front = front
        self._window = front.window
        self._trouble = trouble
        self._files = dropped_files(folder)
        self._answers = Answers(folder)
        self._now = Event("", 0, 0, 0)
        self._ticks = self._depth = 0
        self._stops = Stops()
        self._pace = Pace()
        self._guard = QTimer()
        self._guard.setInterval(_GUARD_MS)
        self._guard.timeout.connect(self._leave_what_blocks)
        self._guard.start()
        front.window.commands[_KEPT_OUT].setEnabled(False)

    def play(self, events: Sequence[Event]) -> None:
        """Play *events*, then wait until everything that was asked for is done."""
        direction = QApplication.layoutDirection()
        with Watch(self._front, self._trouble, self._answers).kept():
            self._sample(Event("sample", 0, 0, 0))
            self._settle(Event("settle", 0, 0, 1))
            for number, event in enumerate(events):
                self._trouble.at = number
                self._play(event)
            self._settle(Event("settle", 0, 0, 1))
        self._guard.stop()
        self._stops.end()
        QApplication.setLayoutDirection(direction)

    def _play(self, event: Event) -> None:
        act: Callable[[Event], None] = getattr(self, f"_{event.kind}")
        if QApplication.activeWindow() is None:
            self._window.activateWindow()
        self._now, self._ticks = event, 0
        self._stops.start_over()
        self._depth += 1
        try:
            act(event)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            self._trouble.add(traceback.format_exc())
        finally:
            self._depth -= 1
        self._note_stop(event)

    def _note_stop(self, event: Event) -> None:
        trouble = self._trouble
        work, stop = self._stops.lap()
        trouble.longest_work = max(trouble.longest_work, work)
        trouble.longest_stop = max(trouble.longest_stop, stop)
        self._pace.look()
        at_full_speed = stop / self._pace.slowness
        trouble.longest_at_full_speed = max(trouble.longest_at_full_speed, at_full_speed)
        if max(work, stop) > LONGEST_STOP_MS:
            times = f"for {stop:.0f} ms, {work:.0f} of them its own work"
            trouble.add(f"{self._stops.seen}{event} {STOPPED} {times}, on {self._place()}")

    def _place(self) -> str:
        focus = QApplication.focusWidget()
        return f"{self._window.current_page}, focus on {type(focus).__name__}"

    def _leave_what_blocks(self) -> None:
        """Choose in a menu that Qt itself waits for, or leave it as Escape would."""
        popup = QApplication.activePopupWidget()
        if not self._depth or popup is None:
            return
        self._ticks += 1
        if self._ticks < _MENU_TICKS:
            return
        if isinstance(popup, QMenu) and self._ticks == _MENU_TICKS and popup.actions():
            actions = popup.actions()
            popup.setActiveAction(actions[int(self._now.much * len(actions))])
            hands.tap_key(popup, Qt.Key.Key_Return)
        else:
            popup.close()

    def _top(self, event: Event) -> QWidget:
        """Return the window that a click would reach."""
        first = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if first is not None:
            return first
        boxes = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        return boxes[int(event.much * len(boxes))] if boxes else self._window

    def _pick(self, top: QWidget, kinds: tuple[type, ...], event: Event) -> QWidget | None:
        """Return something of *kinds* in *top* that is in sight, wherever it is scrolled to.

        What the looking for it takes is the monkey's time, not the window's.
        """
        shown = [
            each
            for each in top.findChildren(QWidget)
            if isinstance(each, kinds) and isValid(each) and each.isVisible() and each.isEnabled()
        ]
        self._stops.start_over()
        return shown[int(event.where * len(shown))] if shown else None

    def _aim(self, top: QWidget, event: Event) -> tuple[QWidget, QPoint]:
        """Return what is under the pointer, and the place in it.

        *top* is the caller's to hold: what stands for a part in Python ends with what stands for
        the whole.
        """
        point = QPoint(int(event.where * top.width()), int(event.how * top.height()))
        child = top.childAt(point)
        if child is None or not isValid(child):
            return top, point
        return child, child.mapFrom(top, point)

    def _click(self, event: Event) -> None:
        top = self._top(event)
        self._press(*self._aim(top, event), event.much)

    def _operate(self, event: Event) -> None:
        """Press one of the things that can be operated."""
        top = self._top(event)
        child = self._pick(top, _OPERATED, event)
        if child is not None:
            child.setFocus(Qt.FocusReason.TabFocusReason)
            if isValid(child):  # what had the focus before may have taken it away
                point = QPoint(int(event.how * child.width()), child.height() // 2)
                self._press(child, point, event.much / 2)

    def _press(self, child: QWidget, point: QPoint, much: float) -> None:
        modifier = _MODIFIERS[int(much * 991) % len(_MODIFIERS)]
        if int(much * 997) % 3 == 2:
            hands.ask_for_menu(child, point)
        elif much > 0.9:
            QTest.mouseDClick(child, Qt.MouseButton.LeftButton, modifier, point)
        else:
            hands.hover(child, point)
            hands.click(child, point, modifier)

    def _key(self, event: Event) -> None:
        key = _KEYS[int(event.where * len(_KEYS))]
        modifier = _MODIFIERS[int(event.how * len(_MODIFIERS))]
        top = self._top(event)
        hands.press_key(QApplication.focusWidget() or top, key, modifier)

    def _type(self, event: Event) -> None:
        top = self._top(event)
        target = QApplication.focusWidget() or top
        hands.type_words(target, _WORDS[int(event.where * len(_WORDS))])

    def _command(self, event: Event) -> None:
        letter = _LETTERS[int(event.where * len(_LETTERS))]
        control = Qt.KeyboardModifier.ControlModifier
        if event.how > 0.8:
            control |= Qt.KeyboardModifier.ShiftModifier
        top = self._top(event)
        hands.press_key(top, Qt.Key(ord(letter.upper())), control)

    def _menu(self, event: Event) -> None:
        """Choose anything that the menus offer."""
        handlers = [each.handler for each in COMMANDS if each.handler != _KEPT_OUT]
        self._window.commands[handlers[int(event.where * len(handlers))]].trigger()

    def _wheel(self, event: Event) -> None:
        top = self._top(event)
        child, point = self._aim(top, event)
        hands.turn_wheel(child, point, 120 * round(6 * event.much - 3))

    def _hover(self, event: Event) -> None:
        top = self._top(event)
        child, point = self._aim(top, event)
        hands.hover(child, point)
        if isValid(child):
            hands.ask_for_tip(child, point)

    def _drag(self, event: Event) -> None:
        """Drag a slider, the columns of a table, over its rows, or over a chart."""
        top = self._top(event)
        child = self._pick(top, _DRAGGED, event)
        if child is None:
            return
        target = child.viewport() if isinstance(child, QAbstractScrollArea) else child
        start = QPoint(int(event.how * target.width()), target.height() // 2)
        end = QPoint(int(event.much * target.width()), int(event.where * target.height()))
        hands.drag(target, start, end)

    def _header(self, event: Event) -> None:
        """Click the title of a column, ask for its menu, or take hold of the edge between two."""
        top = self._top(event)
        header = self._pick(top, (QHeaderView,), event)
        if not isinstance(header, QHeaderView) or not header.count():
            return
        place = int(event.how * header.count())
        left, width = header.sectionViewportPosition(place), header.sectionSize(place)
        middle = header.height() // 2
        if event.much < 0.4:
            edge = QPoint(left + width - 1, middle)
            hands.drag(header.viewport(), edge, edge + QPoint(int(400 * event.much) - 60, 0))
        elif event.much < 0.6:
            hands.ask_for_menu(header.viewport(), QPoint(left + width // 2, middle))
        else:
            point = QPoint(left + width // 2, middle)
            hands.click(header.viewport(), point)

    def _paste(self, event: Event) -> None:
        """Copy everything, or paste something."""
        top = self._top(event)
        control = Qt.KeyboardModifier.ControlModifier
        target = QApplication.focusWidget() or top
        if event.how < 0.4:
            hands.press_key(target, Qt.Key.Key_A, control)
            hands.press_key(target, Qt.Key.Key_C, control)
        else:
            QGuiApplication.clipboard().setText(PASTED[int(event.where * len(PASTED))])
            hands.press_key(target, Qt.Key.Key_V, control)

    def _drop(self, event: Event) -> None:
        urls = self._files[int(event.where * len(self._files))]
        place = QPoint(int(event.how * self._window.width()), 200)
        hands.drop(self._window, place, urls, is_let_go=event.much < 0.85)

    def _resize(self, event: Event) -> None:
        self._window.resize(*_SIZES[int(event.where * len(_SIZES))])

    def _page(self, event: Event) -> None:
        self._window.show_page(STEPS[int(event.where * len(STEPS))].name)

    def _box(self, event: Event) -> None:
        """Agree to a box that is open, or close it."""
        boxes = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible()
        ]
        if boxes:
            box = boxes[int(event.where * len(boxes))]
            (box.accept, box.reject, box.close)[int(event.how * 3)]()

    def _scheme(self, event: Event) -> None:
        choices = list(SchemeChoice)
        chosen = choices[int(event.where * len(choices))]
        self._window.commands[scheme_command(chosen.value)].trigger()

    def _text_size(self, event: Event) -> None:
        chosen = TEXT_SIZES[int(event.where * len(TEXT_SIZES))]
        self._window.commands[text_command(chosen)].trigger()

    def _locale(self, event: Event) -> None:
        """Be somewhere else, where people may write from right to left."""
        locale = QLocale(_LOCALES[int(event.where * len(_LOCALES))])
        QLocale.setDefault(locale)
        self._window.setLocale(locale)
        hands.take_time()
        QApplication.setLayoutDirection(locale.textDirection())

    def _undo(self, _: Event) -> None:
        self._window.commands["edit.undo"].trigger()

    def _redo(self, _: Event) -> None:
        self._window.commands["edit.redo"].trigger()

    def _sample(self, _: Event) -> None:
        self._front.open_sample()

    def _pause(self, event: Event) -> None:
        until = time.monotonic() + event.where / 10
        while time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)

    def _settle(self, event: Event) -> None:
        """Wait until nothing runs; only a wait of full length has to get there."""
        until = time.monotonic() + PATIENCE_SECONDS * max(event.much, 0.05)
        while self._front.tasks.is_busy:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)
            if time.monotonic() > until:
                break
        if event.much == 1 and self._front.tasks.is_busy:
            self._trouble.add(f"Something still runs after {PATIENCE_SECONDS:.0f} seconds.")
