"""The window speaks the person's language where a catalogue has it, and English elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.ui.catalogues import PLURALS, write_catalogue
from ui import language
from ui.language import catalogue, sentences, tr, tr_n

POLISH = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"


Speak = Callable[..., None]


@pytest.fixture
def speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Let marks be looked up in a catalogue of these texts."""

    def use(name: str, texts: Mapping[str, str], plurals: str = PLURALS) -> None:
        write_catalogue(tmp_path, name, texts, plurals)
        monkeypatch.setattr(language, "CATALOGUE", catalogue([name], tmp_path))

    return use


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (["de-AT", "fr-FR"], "Handel"),
        (["it-IT", "fr-FR"], "Ordres"),
        (["en-GB", "de-DE"], "Trades"),
        (["fr-FR", "en-US", "de-DE"], "Ordres"),
        ([], "Trades"),
    ],
)
def test_english_ends_the_search_for_a_catalogue(
    tmp_path: Path, languages: list[str], said: str
) -> None:
    write_catalogue(tmp_path, "de", {"Trades": "Handel"})
    write_catalogue(tmp_path, "fr", {"Trades": "Ordres"})

    assert catalogue(languages, tmp_path).gettext("Trades") == said


def test_a_text_is_filled_in_the_order_of_its_language(speak: Speak) -> None:
    speak("de", {"{number} of {whole}": "Von {whole} {number}", "verb\x04Share": "Teilen"})

    assert tr("{number} of {whole}", number=2, whole=5) == "Von 5 2"
    assert tr("Share", "verb") == "Teilen"
    assert tr("Share") == "Share"


def test_a_count_has_as_many_forms_as_its_language(speak: Speak) -> None:
    speak(
        "pl",
        {"{count} lot\0{count} lots": "{count} partia\0{count} partie\0{count} partii"},
        POLISH,
    )

    said = [tr_n("{count} lot", "{count} lots", count) for count in (1, 2, 5, 1022)]
    assert said == ["1 partia", "2 partie", "5 partii", "1,022 partie"]


def test_a_catalogue_with_a_wrong_blank_leaves_the_sentence_english(speak: Speak) -> None:
    speak("de", {"In {path}": "In {pfad}", "Of {day}": "Vom {day.tag}", "At {x}": "Bei {"})

    assert tr("In {path}", path="a") == "In a"
    assert tr("Of {day}", day=3) == "Of 3"
    assert tr("At {x}", x=1) == "At 1"


def test_sentences_follow_each_other_and_nothing_says_nothing() -> None:
    assert sentences("One.", "", "Two.") == "One. Two."
