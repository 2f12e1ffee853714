"""What goes wrong while the monkey plays: every exception, every warning, every message of Qt."""

import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any
from unittest import mock

from PySide6.QtCore import QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from ui.app import Front

_IGNORED = "This plugin does not support "
"""What Qt says of the platform without a screen."""


@dataclass(slots=True)
class Trouble:
    """What went wrong, and at which event; empty when nothing did."""

    events: list[int] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    longest_stop: float = 0.0
    at: int = 0

    def add(self, sentence: str) -> None:
        """Note *sentence* for the event that is being played."""
        self.events.append(self.at)
        self.sentences.append(sentence)


class Watch:
    """Notes in *trouble* whatever is raised or complained of around *front*."""

    def __init__(self, front: Front, trouble: Trouble) -> None:
        self._front = front
        self._trouble = trouble

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Note every exception and every message of Qt; refuse what would wait for a person."""
        refused: tuple[tuple[object, str, Any], ...] = (
            (QFileDialog, "getOpenFileNames", lambda *_: ([], "")),
            (QFileDialog, "getOpenFileName", lambda *_: ("", "")),
            (QFileDialog, "getSaveFileName", lambda *_: ("", "")),
            (QFileDialog, "getExistingDirectory", lambda *_: ""),
            (QDesktopServices, "openUrl", lambda *_: False),
            (sys, "excepthook", self._take),
            (sys, "unraisablehook", lambda it: self._trouble.add(f"unraisable: {it}")),
            (warnings, "showwarning", lambda it, *_, **__: self._trouble.add(f"warning: {it}")),
            (self._front.errors, "_report", lambda error: self._take(type(error), error, None)),
        )
        with ExitStack() as stack:
            for owner, name, answer in refused:
                stack.enter_context(mock.patch.object(owner, name, answer))
            before = qInstallMessageHandler(self._hear)
            stack.callback(partial(qInstallMessageHandler, before))
            stack.callback(partial(QLocale.setDefault, QLocale()))
            yield

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        lines = traceback.format_exception(kind, error, trace or error.__traceback__)
        self._trouble.add("".join(lines))

    def _hear(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(_IGNORED):
            self._trouble.add(f"Qt: {message}")
