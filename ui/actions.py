"""The commands as Qt actions: in menus, under their keys, and in the palette."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6 import QtGui
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from ui.commands import COMMANDS, Command, Menu, Situation, keys_of
from ui.models.reading import in_its_own_way
from ui.widgets.find import Find
from ui.widgets.spoken import allow_action, plain


class Actions(QObject):
    """The commands as Qt actions, enabled as the situation allows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QActionGroup] = {}
        self._situation = Situation()
        self._actions = {command.handler: self._action(command) for command in COMMANDS}
        self._follow_situation()

    def __getitem__(self, handler: str) -> QAction:
        return self._actions[handler]

    def bind(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Connect commands to what they do, by their handler's name."""
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(partial(_call, handler))

    def update_situation(self, situation: Situation) -> None:
        """Enable what makes sense in *situation*; what does not says why when it is hovered."""
        if situation == self._situation:
            return
        self._situation = situation
        self._follow_situation()

    def _follow_situation(self) -> None:
        for command in COMMANDS:
            action = self._actions[command.handler]
            action.setText(in_its_own_way(command.text_in(self._situation)))
            allow_action(action, command.why_not(self._situation))

    def finds(self) -> tuple[Find, ...]:
        """Return every command as something that can be found and done."""
        return tuple(
            Find(
                title=plain(command.text_in(self._situation)),
                kind=plain(command.menu),
                keys=keys_of(command),
                reason=command.why_not(self._situation),
                act=self._actions[command.handler].trigger,
                other_words=command.other_words,
            )
            for command in COMMANDS
        )

    def check(self, handler: str) -> None:
        """Mark the alternative *handler* as the one in force."""
        self._actions[handler].setChecked(True)

    def fill(self, menus: Mapping[Menu, QMenu]) -> None:
        """Put every command into its menu."""
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        for command in COMMANDS:
            if command.opens_section:
                menus[command.menu].addSeparator()
            menus[command.menu].addAction(self._actions[command.handler])

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setShortcuts([QtGui.QKeySequence(each) for each in command.shortcuts])
        action.setCheckable(command.is_switch or bool(command.group))
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        return action


def _call(handler: Callable[[], object], *_checked: bool) -> None:
    handler()
