"""Every command as data: one table makes menus, shortcuts, the palette and the list of keys.

There is no toolbar: the rail leads to the pages, and each page has the buttons of what is done
there. A bar of icons would show a third time what is one click or one key away.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from ui.language import tr
from ui.text_size import NORMAL, TEXT_SIZES
from ui.widgets.rail import STEPS
from ui.widgets.spoken import literal, plain


class Menu(StrEnum):
    """Where a command is listed."""

    FILE = tr("&File")
    EDIT = tr("&Edit")
    VIEW = tr("&View")
    HELP = tr("&Help")


class Situation(NamedTuple):
    """What decides which commands make sense just now."""

    has_household: bool = False
    has_plan: bool = False
    has_document: bool = False
    """Whether the household has a file."""
    can_refresh: bool = False
    undo_title: str = ""
    """What would be undone, or "" while there is nothing."""
    redo_title: str = ""


class Need(NamedTuple):
    """A fact of the situation that commands wait for, and how a person brings it about."""

    met: Callable[[Situation], bool]
    spoilt: Callable[[Situation], Situation]
    """Returns the situation as it would be without the fact."""
    reason: str


NEEDS: tuple[Need, ...] = (
    Need(
        met=lambda now: now.has_household,
        spoilt=lambda now: now._replace(has_household=False, has_plan=False, has_document=False),
        reason=tr("Import a file or open a household first."),
    ),
    Need(
        met=lambda now: now.has_plan,
        spoilt=lambda now: now._replace(has_plan=False),
        reason=tr("There is no plan yet: press “Find trades” on Rebalance."),
    ),
    Need(
        met=lambda now: now.has_document,
        spoilt=lambda now: now._replace(has_document=False),
        reason=tr("Save the household in a file first."),
    ),
    Need(
        met=lambda now: now.can_refresh,
        spoilt=lambda now: now._replace(can_refresh=False),
        reason=tr("This window keeps nothing, and newer prices have to be kept."),
    ),
    Need(
        met=lambda now: bool(now.undo_title),
        spoilt=lambda now: now._replace(undo_title=""),
        reason=tr("Nothing has been changed yet."),
    ),
    Need(
        met=lambda now: bool(now.redo_title),
        spoilt=lambda now: now._replace(redo_title=""),
        reason=tr("Nothing has been undone."),
    ),
)
"""In the order in which a person meets them: the first one that is missing is the reason."""

EVERYTHING = Situation(
    has_household=True,
    has_plan=True,
    has_document=True,
    can_refresh=True,
    undo_title="\u2026",
    redo_title="\u2026",
)


def _always(_: Situation) -> bool:
    return True


def _nothing(_: Situation) -> str:
    return ""


class Command(NamedTuple):
    """One thing a person can ask for.

    Attributes:
        handler: The name under which ``Actions.bind`` is given what to do.
        group: Commands of one group are alternatives; one of them is checked.
        is_switch: Whether it is on or off, by itself.
        fuller_text: Takes the place of the text while there is something to name, which goes where
            ``{name}`` is: a whole sentence, as other languages order their words differently.
        names: Returns what is named: what is undone.
        opens_section: Whether a line separates it from the command before.
        other_words: What else people call it, with commas between.
    """

    handler: str
    menu: Menu
    text: str
    shortcuts: tuple[str, ...] = ()
    enabled_when: Callable[[Situation], bool] = _always
    group: str = ""
    is_switch: bool = False
    fuller_text: str = ""
    names: Callable[[Situation], str] = _nothing
    opens_section: bool = False
    other_words: str = ""

    @property
    def title(self) -> str:
        """The text as it reads away from a menu."""
        return plain(self.text)

    def text_in(self, situation: Situation) -> str:
        """Return the text as it is in *situation*."""
        name = self.names(situation)
        return self.fuller_text.format(name=literal(name)) if name else self.text

    def why_not(self, situation: Situation) -> str:
        """Return why it makes no sense in *situation*, and what helps; "" where it does."""
        if self.enabled_when(situation):
            return ""
        missing = (need for need in NEEDS if not need.met(situation))
        blocking = (need for need in missing if not self.enabled_when(need.spoilt(EVERYTHING)))
        return next((need.reason for need in blocking), "")


def page_command(name: str) -> str:
    """Return the handler's name of the command that shows the page *name*."""
    return f"view.page.{name}"


def scheme_command(choice: str) -> str:
    """Return the handler's name of the command that chooses a colour scheme."""
    return f"view.scheme.{choice}"


def text_command(percent: int) -> str:
    """Return the handler's name of the command that chooses a size of text."""
    return f"view.text.{percent}"


SCHEMES = {"system": tr("Colors of the &system"), "light": tr("&Light"), "dark": tr("&Dark")}

COMMANDS: tuple[Command, ...] = (
    Command(
        handler="file.open",
        menu=Menu.FILE,
        text=tr("&Import files…"),
        shortcuts=("Ctrl+O",),
        other_words=tr("upload, csv, broker, account, add"),
    ),
    Command(handler="file.sample", menu=Menu.FILE, text=tr("Open the &sample")),
    Command(
        handler="file.enter",
        menu=Menu.FILE,
        text=tr("Enter holdings &by hand…"),
        other_words=tr("manual, type"),
    ),
    Command(
        handler="file.close",
        menu=Menu.FILE,
        text=tr("&Close the household"),
        shortcuts=("Ctrl+W",),
        enabled_when=lambda now: now.has_household,
    ),
    Command(handler="file.new", menu=Menu.FILE, text=tr("&New household"), opens_section=True),
    Command(
        handler="file.household",
        menu=Menu.FILE,
        text=tr("Open &household…"),
        shortcuts=("Ctrl+Shift+O",),
    ),
    Command(handler="file.recent", menu=Menu.FILE, text=tr("Recen&t households…")),
    Command(
        handler="file.save_as",
        menu=Menu.FILE,
        text=tr("Sa&ve the household as…"),
        shortcuts=("Ctrl+Shift+S",),
        enabled_when=lambda now: now.has_household,
    ),
    Command(
        handler="file.backups",
        menu=Menu.FILE,
        text=tr("Bac&k-ups…"),
        enabled_when=lambda now: now.has_document,
        other_words=tr("restore, recover, older version"),
    ),
    Command(
        handler="file.encrypted",
        menu=Menu.FILE,
        text=tr("Save an encr&ypted copy…"),
        enabled_when=lambda now: now.has_document,
        other_words=tr("password, share, send"),
    ),
    Command(
        handler="file.refresh",
        menu=Menu.FILE,
        text=tr("&Refresh prices…"),
        shortcuts=("F5",),
        enabled_when=lambda now: now.can_refresh,
        opens_section=True,
        other_words=tr("update, quotes, yahoo"),
    ),
    Command(
        handler="file.export",
        menu=Menu.FILE,
        text=tr("&Export the trades…"),
        shortcuts=("Ctrl+E",),
        enabled_when=lambda now: now.has_plan,
        opens_section=True,
        other_words=tr("excel, workbook, spreadsheet, xlsx"),
    ),
    Command(
        handler="file.report",
        menu=Menu.FILE,
        text=tr("Save the re&port…"),
        shortcuts=("Ctrl+P",),
        enabled_when=lambda now: now.has_plan,
        other_words=tr("pdf, print"),
    ),
    Command(
        handler="file.orders",
        menu=Menu.FILE,
        text=tr("Save order &files…"),
        enabled_when=lambda now: now.has_plan,
        other_words=tr("basket, broker, csv"),
    ),
    Command(
        handler="file.plan",
        menu=Menu.FILE,
        text=tr("Save the p&lan…"),
        enabled_when=lambda now: now.has_plan,
    ),
    Command(
        handler="file.calendar",
        menu=Menu.FILE,
        text=tr("Save the c&alendar…"),
        enabled_when=lambda now: now.has_plan,
        other_words=tr("dates, ics, wash sales"),
    ),
    Command(
        handler="file.quit",
        menu=Menu.FILE,
        text=tr("&Quit"),
        shortcuts=("Ctrl+Q",),
        opens_section=True,
    ),
    Command(
        handler="edit.undo",
        menu=Menu.EDIT,
        text=tr("&Undo"),
        shortcuts=("Ctrl+Z",),
        enabled_when=lambda now: bool(now.undo_title),
        fuller_text=tr("&Undo {name}"),
        names=lambda now: now.undo_title,
    ),
    Command(
        handler="edit.redo",
        menu=Menu.EDIT,
        text=tr("&Redo"),
        shortcuts=("Ctrl+Y", "Ctrl+Shift+Z"),
        enabled_when=lambda now: bool(now.redo_title),
        fuller_text=tr("&Redo {name}"),
        names=lambda now: now.redo_title,
    ),
    Command(
        handler="edit.paste",
        menu=Menu.EDIT,
        text=tr("&Paste holdings"),
        shortcuts=("Ctrl+V",),
        opens_section=True,
    ),
    Command(
        handler="edit.filter",
        menu=Menu.EDIT,
        text=tr("&Filter the page"),
        shortcuts=("Ctrl+F",),
    ),
    Command(
        handler="edit.palette",
        menu=Menu.EDIT,
        text=tr("Find a &command…"),
        shortcuts=("Ctrl+K",),
    ),
    *(
        Command(
            handler=page_command(step.name),
            menu=Menu.VIEW,
            text=step.title,
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
            other_words=tr("theme, mode, appearance"),
            opens_section=choice == "system",
        )
        for choice, text in SCHEMES.items()
    ),
    *(
        Command(
            handler=text_command(percent),
            menu=Menu.VIEW,
            text=tr("Text si&ze {percent}\u202f%", percent=percent)
            if percent == NORMAL
            else tr("Text size {percent}\u202f%", percent=percent),
            group="text",
            other_words=tr("font, zoom, larger, smaller"),
            opens_section=percent == NORMAL,
        )
        for percent in TEXT_SIZES
    ),
    Command(
        handler="view.privacy",
        menu=Menu.VIEW,
        text=tr("&Hide amounts"),
        shortcuts=("Ctrl+Shift+H",),
        is_switch=True,
        opens_section=True,
        other_words=tr("privacy, mask, screen"),
    ),
    Command(
        handler="help.guide",
        menu=Menu.HELP,
        text=tr("Show me a&round"),
        other_words=tr("tour, tutorial, introduction"),
    ),
    Command(
        handler="help.keys",
        menu=Menu.HELP,
        text=tr("&Keyboard"),
        shortcuts=("?", "F1"),
        other_words=tr("shortcuts, hotkeys"),
    ),
    Command(
        handler="help.about",
        menu=Menu.HELP,
        text=tr("&About Rebalancer"),
        other_words=tr("version, license"),
    ),
)


def keys_of(command: Command) -> str:
    """Return the keys that *command* answers to, as a person reads them."""
    return tr(" or ").join(command.shortcuts)


def keyboard_help() -> tuple[tuple[str, Sequence[tuple[str, str]]], ...]:
    """Return every shortcut with what it does, menu by menu."""
    return tuple(
        (
            plain(menu),
            tuple(
                (keys_of(command), command.title)
                for command in COMMANDS
                if command.menu is menu and command.shortcuts
            ),
        )
        for menu in Menu
    )
