"""Bytes become records, whatever the encoding, the line ends and the quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.ingest.errors import EmptyFileError, NotTextError
from rebalancer.ingest.text import Record, decode, split


def records(text: str, delimiter: str = ",") -> list[Record]:
    return split(decode(text.encode(), "file.csv").lines, delimiter)


def cells(text: str, delimiter: str = ",") -> list[tuple[str, ...]]:
    return [record.cells for record in records(text, delimiter)]


@pytest.mark.parametrize(
    ("content", "is_guessed"),
    [
        ("name\nZoë\n".encode(), False),
        ("name\nZoë\n".encode("utf-8-sig"), False),
        ("name\nZoë\n".encode("utf-16"), False),
        (b"\xfe\xff" + "name\nZoë\n".encode("utf-16-be"), False),
        ("name\nZoë\n".encode("cp1252"), True),
    ],
)
def test_encodings_are_told_by_the_bytes(content: bytes, *, is_guessed: bool) -> None:
    text = decode(content, "file.csv")
    assert "".join(text.lines) == "name\nZoë\n"
    assert text.is_guessed is is_guessed


def test_a_mark_before_plain_letters_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbfname\n", "file.csv").lines == ["name\n"]


def test_a_character_cut_in_two_at_the_end_is_dropped() -> None:
    assert decode("Zoë".encode()[:-1], "file.csv").lines == ["Zo"]
    assert decode("Zoë".encode("utf-16")[:-1], "file.csv").lines == ["Zo"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\r\nOFXHEADER:100", "an OFX file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"!Type:Invst", "a QIF file"),
        (b"a,b\n1,\x00", "line 2: this is a binary file"),
        (b"\xff\xfe" + b"\x00\xd8\x41\x00", "a damaged text file"),
    ],
)
def test_other_kinds_of_file_are_named(content: bytes, what: str) -> None:
    with pytest.raises(NotTextError, match="not a CSV file") as caught:
        decode(content, "file.csv")
    assert what in caught.value.sentence()


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb"])
def test_a_file_without_content_is_empty(content: bytes) -> None:
    with pytest.raises(EmptyFileError, match=r"“file.csv” is empty"):
        decode(content, "file.csv")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends_of_all_systems_count_the_same(end: str) -> None:
    rows = records(end.join(["a,b", "", "c,d", ""]))
    assert [(row.line, row.texts) for row in rows] == [(1, ("a", "b")), (2, ()), (3, ("c", "d"))]


def test_marks_and_blanks_that_nobody_sees_are_dropped() -> None:
    assert cells("\ufeff a ,\u200bb\x0b, c\u00a0 d \n") == [("a", "b", "c d")]


def test_quotes_hide_delimiters_quotes_and_line_breaks() -> None:
    assert cells('"a, ""b""",c\n"d\ne",f\n') == [('a, "b"', "c"), ("d e", "f")]
    assert [row.line for row in records('"d\ne",f\ng,h\n')] == [1, 3]


def test_text_after_a_closing_quote_belongs_to_the_cell() -> None:
    assert cells('"Brokerage" Z111,x\n') == [("Brokerage Z111", "x")]


def test_an_inch_mark_is_no_quote() -> None:
    assert cells('5" PIPE,x\ny,z\n') == [('5" PIPE', "x"), ("y", "z")]


def test_a_quote_that_never_closes_costs_its_own_line_only() -> None:
    rows = records('a,b,c\n1,"2,3\n4,5,6\n7,8,9')
    assert [(row.line, row.is_damaged, row.is_last) for row in rows] == [
        (1, False, False),
        (2, True, False),
        (3, False, False),
        (4, False, True),
    ]


def test_a_quote_that_only_another_row_closes_does_not_swallow_rows() -> None:
    rows = records('a,b,c\n1,"2,3\n4,5,6\n7,"8,9",10\n11,12,13\n')
    assert [row.line for row in rows if row.is_damaged] == [2]
    assert [row.cells for row in rows if not row.is_damaged] == [
        ("a", "b", "c"),
        ("4", "5", "6"),
        ("7", "8,9", "10"),
        ("11", "12", "13"),
    ]


def test_a_long_quoted_paragraph_is_one_cell() -> None:
    paragraph = '"One, two,\nthree, four,\nfive."\n'
    assert cells("a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n" + paragraph)[-1] == (
        "One, two, three, four, five.",
    )


def test_the_last_line_is_marked_where_the_file_ends_on_it() -> None:
    assert [row.is_last for row in records("a\nb")] == [False, True]
    assert [row.is_last for row in records("a\nb\n")] == [False, False]


@given(
    rows=st.lists(
        st.lists(st.text(alphabet='ab,;"\n 1', max_size=6), min_size=2, max_size=4), max_size=6
    )
)
def test_no_line_is_ever_lost(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows) + "\nend,end\n"
    lines = decode(text.encode(), "file.csv").lines
    starts = [record.line for record in split(lines, ",")]
    assert starts == sorted(set(starts))
    assert starts[0] == 1
    held = "".join("".join(record.cells) for record in split(lines, ","))
    assert "end" in held


@pytest.mark.parametrize(
    "text",
    ['"' + "x" * 10_000_000, '"' * 1_000_000, 'a,"b\n' * 50_001, "a," * 1_000_000],
    ids=["one huge cell", "a million quotes", "an open quote on every line", "endless cells"],
)
def test_hostile_files_come_to_an_end(text: str) -> None:
    assert records(text)  # anything slower than linear runs into the suite's time limit
