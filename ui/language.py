"""The language of the window's own words: the person's, where there is a catalogue of it.

``tr`` marks a text and returns it in that language, with its named blanks filled; ``tr_n`` does so
for a text that counts. None ships yet, and English is what the marks themselves say. The language
is the same from the start of the process to its end, so constants of a module may be marked too.

Figures go with the text: they are American in English sentences and stay so in the columns beside
them (``ui.format``). The engine's sentences are English; so is the command line.
"""

import gettext
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from PySide6 import QtCore
from PySide6.QtWidgets import QApplication

from resources import FOLDER

DOMAIN = "rebalancer"
"""Catalogues are ``resources/locale/LANGUAGE/LC_MESSAGES/rebalancer.mo``."""


def catalogue(languages: Sequence[str], folder: Path) -> gettext.NullTranslations:
    """Return the catalogue in *folder* of the first of *languages* (``de-DE``) that has one.

    English needs none and ends the search: what comes after it is liked less.
    """
    before_english = takewhile(lambda each: each.partition("-")[0] != "en", languages)
    names = [each.replace("-", "_") for each in before_english]
    return gettext.translation(DOMAIN, folder, names, fallback=True)


def _persons_catalogue(folder: Path) -> gettext.NullTranslations:
    if not folder.is_dir():  # asking Qt has PySide6 name every language and country there is
        return gettext.NullTranslations()
    return catalogue(QtCore.QLocale.system().uiLanguages(), folder)


CATALOGUE = _persons_catalogue(FOLDER / "locale")


def tr(text: str, meaning: str = "", /, **blanks: object) -> str:
    """Return *text* in the person's language, its ``{named}`` blanks filled.

    The *meaning* tells apart what one English word has several words for elsewhere.
    """
    found = CATALOGUE.pgettext(meaning, text) if meaning else CATALOGUE.gettext(text)
    return _filled(found, text, blanks)


def tr_n(one: str, many: str, count: int, /, **blanks: object) -> str:
    """Return the text for so many, in the person's language; ``{count}`` is filled like the rest.

    Languages have between one and six forms; English has *one* and *many*.
    """
    found = CATALOGUE.ngettext(one, many, count)
    return _filled(found, one if count == 1 else many, {"count": f"{count:,}"} | blanks)


def sentences(*said: str) -> str:
    """Return what is *said* as one text; "" says nothing."""
    return " ".join(filter(None, said))


def _filled(found: str, text: str, blanks: Mapping[str, object]) -> str:
    if not blanks:
        return found
    try:
        return found.format(**blanks)
    except (LookupError, ValueError, AttributeError):  # the catalogue has other blanks
        return text.format(**blanks)


def follow_language(app: QApplication) -> None:
    """Let Qt's own buttons and menus speak as the window does, and everything run its way."""
    language = CATALOGUE.info().get("language")
    if not language:
        return  # English, as Qt by itself
    locale = QtCore.QLocale(language)
    app.setLayoutDirection(locale.textDirection())
    folder = QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QtCore.QTranslator(app)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)
