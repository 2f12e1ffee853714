"""Every command as data: one table makes the menus, the shortcuts and the list of keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenuBar

from ui.text_size import NORMAL, TEXT_SIZES
from ui.widgets.rail import STEPS


class Menu(StrEnum):
    """Where a command is listed."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    HELP = "&Help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides which commands make sense just now."""

    has_household: bool = False
    is_sample: bool = False
    has_plan: bool = False
    has_document: bool = False
    """Whether the household has a file."""
    can_refresh: bool = False
    undo_title: str = ""
    """What would be undone, or "" while there is nothing."""
    redo_title: str = ""


def _always(_: Situation) -> bool:
    return True


def _no_suffix(_: Situation) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can ask for.

    Attributes:
        handler: The name under which ``Actions.bind`` is given what to do.
        group: Commands of one group are alternatives; one of them is checked.
        suffix: Added to the text as the situation demands: what is undone.
        opens_section: Whether a line separates it from the command before.
    """

    handler: str
    menu: Menu
    text: str
    shortcuts: tuple[str, ...] = ()
    enabled_when: Callable[[Situation], bool] = _always
    group: str = ""
    suffix: Callable[[Situation], str] = _no_suffix
    opens_section: bool = False


def page_command(name: str) -> str:
    """Return the handler's name of the command that shows the page *name*."""
    return f"view.page.{name}"


def scheme_command(choice: str) -> str:
    """Return the handler's name of the command that chooses a colour scheme."""
    return f"view.scheme.{choice}"


def text_command(percent: int) -> str:
    """Return the handler's name of the command that chooses a size of text."""
    return f"view.text.{percent}"


SCHEMES = {"system": "Colours of the &system", "light": "&Light", "dark": "&Dark"}

COMMANDS: tuple[Command, ...] = (
    Command(handler="file.open", menu=Menu.FILE, text="&Open…", shortcuts=("Ctrl+O",)),
    Command(handler="file.sample", menu=Menu.FILE, text="Open the &sample"),
    Command(
        handler="file.close",
        menu=Menu.FILE,
        text="&Close the household",
        shortcuts=("Ctrl+W",),
        enabled_when=lambda now: now.has_household,
    ),
    Command(handler="file.new", menu=Menu.FILE, text="&New household", opens_section=True),
    Command(
        handler="file.household",
        menu=Menu.FILE,
        text="Open &household…",
        shortcuts=("Ctrl+Shift+O",),
    ),
    Command(handler="file.recent", menu=Menu.FILE, text="Recen&t households…"),
    Command(
        handler="file.save_as",
        menu=Menu.FILE,
        text="Sa&ve the household as…",
        shortcuts=("Ctrl+Shift+S",),
        enabled_when=lambda now: now.has_household,
    ),
    Command(
        handler="file.backups",
        menu=Menu.FILE,
        text="&Back-ups…",
        enabled_when=lambda now: now.has_document,
    ),
    Command(
        handler="file.encrypted",
        menu=Menu.FILE,
        text="Write an encr&ypted copy…",
        enabled_when=lambda now: now.has_document,
    ),
    Command(
        handler="file.refresh",
        menu=Menu.FILE,
        text="&Refresh prices…",
        shortcuts=("F5",),
        enabled_when=lambda now: now.can_refresh,
        opens_section=True,
    ),
    Command(
        handler="file.export",
        menu=Menu.FILE,
        text="&Export the trades…",
        shortcuts=("Ctrl+E",),
        enabled_when=lambda now: now.has_plan,
        opens_section=True,
    ),
    Command(
        handler="file.report",
        menu=Menu.FILE,
        text="Write the re&port…",
        shortcuts=("Ctrl+P",),
        enabled_when=lambda now: now.has_plan,
    ),
    Command(
        handler="file.orders",
        menu=Menu.FILE,
        text="Write order &files…",
        enabled_when=lambda now: now.has_plan,
    ),
    Command(
        handler="file.plan",
        menu=Menu.FILE,
        text="&Keep the plan in a file…",
        enabled_when=lambda now: now.has_plan,
    ),
    Command(
        handler="file.calendar",
        menu=Menu.FILE,
        text="Write the c&alendar…",
        enabled_when=lambda now: now.has_plan,
    ),
    Command(
        handler="file.quit",
        menu=Menu.FILE,
        text="&Quit",
        shortcuts=("Ctrl+Q",),
        opens_section=True,
    ),
    Command(
        handler="edit.undo",
        menu=Menu.EDIT,
        text="&Undo",
        shortcuts=("Ctrl+Z",),
        enabled_when=lambda now: bool(now.undo_title),
        suffix=lambda now: now.undo_title,
    ),
    Command(
        handler="edit.redo",
        menu=Menu.EDIT,
        text="&Redo",
        shortcuts=("Ctrl+Y", "Ctrl+Shift+Z"),
        enabled_when=lambda now: bool(now.redo_title),
        suffix=lambda now: now.redo_title,
    ),
    Command(
        handler="edit.filter",
        menu=Menu.EDIT,
        text="&Filter the page",
        shortcuts=("Ctrl+F",),
        opens_section=True,
    ),
    *(
        Command(
            handler=page_command(step.name),
            menu=Menu.VIEW,
            text=step.name,
            shortcuts=(f"Ctrl+{number}",),
            group="page",
        )
        for number, step in enumerate(STEPS, start=1)
    ),
    *(
        Command(
            handler=scheme_command(choice),
            menu=Menu.VIEW,
            text=text,
            group="scheme",
            opens_section=choice == "system",
        )
        for choice, text in SCHEMES.items()
    ),
    *(
        Command(
            handler=text_command(percent),
            menu=Menu.VIEW,
            text=f"Text si&ze {percent}\u202f%"
            if percent == NORMAL
            else f"Text size {percent}\u202f%",
            group="text",
            opens_section=percent == NORMAL,
        )
        for percent in TEXT_SIZES
    ),
    Command(handler="help.keys", menu=Menu.HELP, text="&Keyboard", shortcuts=("?", "F1")),
    Command(handler="help.about", menu=Menu.HELP, text="&About Rebalancer"),
)


class Actions(QObject):
    """The commands as Qt actions, enabled as the situation allows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {command.handler: self._action(command) for command in COMMANDS}
        self.update_situation(Situation())

    def __getitem__(self, handler: str) -> QAction:
        return self._actions[handler]

    def bind(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Connect commands to what they do, by their handler's name."""
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(partial(_call, handler))

    def update_situation(self, situation: Situation) -> None:
        """Enable what makes sense in *situation*."""
        for command in COMMANDS:
            action = self._actions[command.handler]
            action.setEnabled(command.enabled_when(situation))
            action.setText(f"{command.text} {command.suffix(situation)}".strip())

    def check(self, handler: str) -> None:
        """Mark the alternative *handler* as the one in force."""
        self._actions[handler].setChecked(True)

    def fill(self, bar: QMenuBar) -> None:
        """Put every command into its menu."""
        for menu in Menu:
            target = bar.addMenu(menu.value)
            for command in COMMANDS:
                if command.menu is not menu:
                    continue
                if command.opens_section:
                    target.addSeparator()
                target.addAction(self._actions[command.handler])

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setShortcuts([QKeySequence(each) for each in command.shortcuts])
        if command.group:
            action.setCheckable(True)
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        return action


def _call(handler: Callable[[], object], *_checked: bool) -> None:
    handler()


def keyboard_help() -> tuple[tuple[str, str], ...]:
    """Return every shortcut with what it does, in the order of the menus."""
    return tuple(
        (" or ".join(command.shortcuts), command.text.replace("&", "").rstrip("…"))
        for command in COMMANDS
        if command.shortcuts
    )
