"""What a person could do at the window, from a seed, and how the monkey does it."""

import random
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QLocale, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from tests.faults.monkey_watch import Trouble, Watch
from tests.ui.heartbeat import Heartbeat
from ui.app import Front
from ui.settings import SchemeChoice
from ui.text_size import TEXT_SIZES
from ui.widgets.rail import STEPS

STOPPED = "stopped the window"
PATIENCE_SECONDS = 60.0
_LONGEST_STOP_MS = 100.0
_LONGEST_DRESSING_MS = 1_000.0
"""Every widget is dressed anew for other colours or text, those of hidden pages included."""
_DRESSING = {"scheme", "text_size"}
_HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Menu),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_F2),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F10, Qt.Key.Key_F1, Qt.Key.Key_Question),
)
_LETTERS = "acfhkpvxyz123456"
"""Pressed with Ctrl; Q and W would end what the monkey plays with."""
_WORDS = ("12.5", "-3", "nvda", "<b>", "é€", "9" * 12, "", "0,5", "\u202eabc", "=1+1")
_LOCALES = ("en_US", "de_DE", "fr_CH", "ar_EG", "en_IN", "zh_CN", "C")
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_OPERATED = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractSlider)
_SIZES = ((1024, 640), (1440, 900), (2200, 1300), (1024, 1000), (1900, 640))


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
    "wheel": 8,
    "drop": 1,
    "resize": 1,
    "page": 6,
    "scheme": 0.5,
    "text_size": 0.3,
    "locale": 0.5,
    "undo": 4,
    "redo": 2,
    "sample": 0.4,
    "pause": 3,
    "settle": 0.7,
}


def events_of(seed: int, count: int) -> list[Event]:
    """Return what the monkey does with *seed*: the same every time."""
    dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    kinds = dice.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count)
    return [Event(kind, dice.random(), dice.random(), dice.random()) for kind in kinds]


class Monkey:
    """Plays events on the window of *front*; files that it drops are written into *folder*."""

    def __init__(self, front: Front, folder: Path, trouble: Trouble) -> None:
        self._front = front
        self._window = front.window
        self._trouble = trouble
        self._files = _dropped_files(folder)
        self._depth = 0
        self._pulse = Heartbeat(clock=time.thread_time)
        self._guard = QTimer()
        self._guard.setInterval(20)
        self._guard.timeout.connect(self._close_what_blocks)
        self._guard.start()
        front.window.commands["file.quit"].setEnabled(False)

    def play(self, events: Sequence[Event]) -> None:
        """Play *events*, then wait until everything that was asked for is done."""
        with Watch(self._front, self._trouble).kept():
            self._sample(Event("sample", 0, 0, 0))
            self._settle(Event("settle", 0, 0, 1))
            self._pulse.lap()
            for number, event in enumerate(events):
                self._trouble.at = number
                self._play(event)
            self._settle(Event("settle", 0, 0, 1))
        self._guard.stop()
        self._pulse.stop()

    def _play(self, event: Event) -> None:
        act: Callable[[Event], None] = getattr(self, f"_{event.kind}")
        if QApplication.activeWindow() is None:
            self._window.activateWindow()
        self._depth += 1
        try:
            act(event)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            self._trouble.add(traceback.format_exc())
        finally:
            self._depth -= 1
        stop = self._pulse.lap()
        self._trouble.longest_stop = max(self._trouble.longest_stop, stop)
        limit = _LONGEST_DRESSING_MS if event.kind in _DRESSING else _LONGEST_STOP_MS
        if stop > limit:
            self._trouble.add(f"{event} {STOPPED} for {stop:.0f} ms on {self._place()}")

    def _place(self) -> str:
        focus = QApplication.focusWidget()
        return f"{self._window.current_page}, focus on {type(focus).__name__}"

    def _close_what_blocks(self) -> None:
        """Leave a menu that Qt itself opened and waits for, as Escape would."""
        popup = QApplication.activePopupWidget()
        if self._depth and popup is not None:
            popup.close()

    def _top(self, event: Event) -> QWidget:
        """Return the window that a click would reach."""
        first = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if first is not None:
            return first
        boxes = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        return boxes[int(event.much * len(boxes))] if boxes else self._window

    def _aim(self, event: Event) -> tuple[QWidget, QPoint]:
        top = self._top(event)
        point = QPoint(int(event.where * top.width()), int(event.how * top.height()))
        child = top.childAt(point) or top
        if not isValid(child):  # what Qt has just put in the place of a deleted part
            return top, point
        return child, child.mapFrom(top, point)

    def _click(self, event: Event) -> None:
        child, point = self._aim(event)
        self._press(child, point, event.much)

    def _operate(self, event: Event) -> None:
        """Press one of the things that can be operated, wherever it is scrolled to."""
        shown = [
            each
            for each in self._top(event).findChildren(QWidget)
            if isinstance(each, _OPERATED)
            and isValid(each)
            and each.isVisible()
            and each.isEnabled()
        ]
        if shown:
            child = shown[int(event.where * len(shown))]
            child.setFocus(Qt.FocusReason.TabFocusReason)
            if not isValid(child):
                return
            point = QPoint(int(event.how * child.width()), child.height() // 2)
            self._press(child, point, event.much / 2)

    def _press(self, child: QWidget, point: QPoint, much: float) -> None:
        button = _BUTTONS[int(much * 997) % len(_BUTTONS)]
        modifier = _MODIFIERS[int(much * 991) % len(_MODIFIERS)]
        if button is Qt.MouseButton.RightButton:
            reason = QContextMenuEvent.Reason.Mouse
            QApplication.sendEvent(
                child, QContextMenuEvent(reason, point, child.mapToGlobal(point))
            )
        elif much > 0.9:
            QTest.mouseDClick(child, button, modifier, point)
        else:
            QTest.mouseMove(child, point)
            QTest.mouseClick(child, button, modifier, point)

    def _key(self, event: Event) -> None:
        key = _KEYS[int(event.where * len(_KEYS))]
        modifier = _MODIFIERS[int(event.how * len(_MODIFIERS))]
        QTest.keyClick(QApplication.focusWidget() or self._top(event), key, modifier)

    def _type(self, event: Event) -> None:
        target = QApplication.focusWidget() or self._top(event)
        no_modifier = Qt.KeyboardModifier.NoModifier
        for letter in _WORDS[int(event.where * len(_WORDS))]:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, no_modifier, letter))

    def _command(self, event: Event) -> None:
        letter = _LETTERS[int(event.where * len(_LETTERS))]
        QTest.keyClick(
            self._top(event), Qt.Key(ord(letter.upper())), Qt.KeyboardModifier.ControlModifier
        )

    def _wheel(self, event: Event) -> None:
        child, point = self._aim(event)
        turned = QPoint(0, 120 * round(6 * event.much - 3))
        wheel = QWheelEvent(
            QPointF(point),
            QPointF(child.mapToGlobal(point)),
            turned,
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003 - it is Qt's
        )
        QApplication.sendEvent(child, wheel)

    def _drop(self, event: Event) -> None:
        urls = self._files[int(event.where * len(self._files))]
        data = QMimeData()
        data.setUrls([QUrl(url) for url in urls])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.NoButton
        place = QPointF(event.how * self._window.width(), 200)
        QApplication.sendEvent(
            self._window,
            QDropEvent(place, action, data, button, Qt.KeyboardModifier.NoModifier),
        )

    def _resize(self, event: Event) -> None:
        self._window.resize(*_SIZES[int(event.where * len(_SIZES))])

    def _page(self, event: Event) -> None:
        self._window.show_page(STEPS[int(event.where * len(STEPS))].name)

    def _scheme(self, event: Event) -> None:
        choices = list(SchemeChoice)
        self._front.set_scheme(choices[int(event.where * len(choices))])

    def _text_size(self, event: Event) -> None:
        self._front.set_text_size(TEXT_SIZES[int(event.where * len(TEXT_SIZES))])

    def _locale(self, event: Event) -> None:
        locale = QLocale(_LOCALES[int(event.where * len(_LOCALES))])
        QLocale.setDefault(locale)
        self._window.setLocale(locale)

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


def _dropped_files(folder: Path) -> list[list[str]]:
    """Write what is dropped on the window into *folder*: households, rubbish, strange names."""
    folder.mkdir(exist_ok=True)
    good = "Joint ...1,taxable,AAPL,Apple,50,300.00,3000.00,2019-03-04\n"
    more = "Roth ...2,tax_exempt,<b>X</b>,<img src=x>,60,620.00,,\nRoth ...2,,CASH,,5,1.00,,\n"
    contents = {
        "good.csv": _HEADER + good,
        "more.csv": _HEADER + good + more,
        "empty.csv": "",
        "junk.csv": "\x00\xff,;\t\n" * 400,
        "broken.csv": _HEADER + "Joint,taxable,AAPL\n,,,,,,,\nJoint,x,A,,1e999,nan,-1,2999-99-99\n",
        "unknown.csv": "Papier;Stück;Kurs\nApple;50;300,00\nSAP;12;120,00\n",
        "no workbook.xlsx": "PK\x03\x04 and nothing else",
        "x" * 200 + ".csv": _HEADER + good,
        "<img src=x>\n&amp; €.csv": _HEADER + more,
    }
    urls = []
    for name, content in contents.items():
        path = folder / name
        path.write_text(content, encoding="utf-8")
        urls.append([QUrl.fromLocalFile(str(path)).toString()])
    return [
        *urls,
        [*urls[0], *urls[1]],
        [*urls[0], *urls[3], *urls[5]],
        [folder.as_uri()],
        [(folder / "gone.csv").as_uri()],
        ["https://example.org/a.csv"],
        [],
    ]
