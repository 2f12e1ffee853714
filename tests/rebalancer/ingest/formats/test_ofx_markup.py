"""The markup of OFX is read in linear time, and nothing in it is fetched or expanded."""

import pytest

from rebalancer.ingest.formats import ofx_markup
from rebalancer.ingest.formats.ofx_markup import DamagedOfxError, is_ofx, parse
from rebalancer.progress import Cancelled


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>", True),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><?OFX ?><ofx>", True),
        (b"<OFX>", True),
        (b"<FlexQueryResponse>", False),
        (b"OFXHEADER:100", False),
        (b"a,b\n<OFX>", False),
    ],
)
def test_ofx_is_known_by_its_start(content: bytes, expected: bool) -> None:  # noqa: FBT001 - a case
    assert is_ofx(content) is expected


def test_values_need_no_closing_tag() -> None:
    root = parse(b"<OFX><A><B>1<C>2 &lt; 3</C><D/><E><F>4</A><B>5</OFX>", "file.ofx")
    assert root.is_closed
    assert [(each.tag, each.text) for each in root.walk("B", "C", "F")] == [
        ("B", "1"),
        ("C", "2 < 3"),
        ("F", "4"),
        ("B", "5"),
    ]
    assert root.value("A", "F") == "4"
    assert root.value("A", "G", "F") == ""


def test_a_closing_tag_without_an_opening_one_is_passed_over() -> None:
    root = parse(b"</X><OFX></Y><B>1</OFX>", "file.ofx")
    assert root.value("B") == "1"


def test_without_its_first_tag_a_file_is_empty() -> None:
    assert not parse(b"<A>1", "file.ofx").is_closed


@pytest.mark.parametrize(
    "declaration", ['<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!entity a 'b'>"]
)
def test_document_types_are_refused(declaration: str) -> None:
    with pytest.raises(DamagedOfxError) as caught:
        parse(f"<?OFX?>\n{declaration}<OFX><A>&a;</OFX>".encode(), "file.ofx")
    assert str(caught.value) == (
        "“file.ofx”, line 2: this is a damaged OFX file: it declares a document type."
    )
    assert caught.value.remedy


def test_endless_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DamagedOfxError, match="its tags do not come to an end"):
        parse(b"<OFX>" + b"<A>" * 100, "file.ofx")
    monkeypatch.setattr(ofx_markup, "MOST_TAGS", 10)
    with pytest.raises(DamagedOfxError, match="its tags do not come to an end"):
        parse(b"<OFX>" + b"<A>1" * 100, "file.ofx")


@pytest.mark.parametrize("piece", ["<", "<A", "</A>", "<![CDATA[", "]]>", "&", "\n", "<A>1\n"])
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    # anything slower than linear runs into the suite's time limit
    assert parse(b"<OFX>" + (piece * (4_000_000 // len(piece))).encode(), "file.ofx") is not None


def test_reading_can_be_cancelled() -> None:
    def stop(fraction: float, note: str = "") -> None:
        assert note == "Reading file.ofx"
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        parse(b"<OFX>" + b"<A>1" * 6000, "file.ofx", stop)
