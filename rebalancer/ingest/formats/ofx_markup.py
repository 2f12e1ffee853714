"""The markup of OFX: SGML without closing tags (1.x) as well as XML (2.x), read without a DTD.

    <INVPOS><SECID><UNIQUEID>31600ABC3<UNIQUEIDTYPE>CUSIP</SECID><UNITS>10<MKTVAL>990.00</INVPOS>

A tag that text follows is a value and ends where the next tag begins; any other tag holds what
comes before its closing tag. Entities stand for single characters; nothing is ever fetched.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rebalancer.ingest.errors import FileError
from rebalancer.progress import Progress, silent

_REMEDY = "Download the file again, or export the positions as CSV."
_HEAD = 4_000
_STARTS = (b"OFXHEADER", b"<")
_OPENING = b"<OFX>"
_TAG = re.compile(r"<(?P<close>/?)(?P<tag>[A-Za-z0-9._]+)\s*(?P<empty>/?)>(?P<text>[^<]*)")
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|\n")
_DEEPEST = 60
"""Elements inside one another; an investment statement has about ten."""
_REPORT_EVERY = 5_000
MOST_TAGS = 4_000_000
"""A hundred times what a household's statement has."""


class DamagedOfxError(FileError):
    """An OFX file that makes no sense."""

    title = "This OFX file is damaged"

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(file, line, f"this is a damaged OFX file: {what}.", remedy=_REMEDY)


@dataclass(slots=True)
class Element:
    """A value, or what stands between two tags."""

    tag: str
    line: int
    text: str = ""
    is_closed: bool = False
    """A closing tag ends it; values need none."""
    children: list["Element"] = field(default_factory=list)

    def walk(self, *tags: str) -> Iterator["Element"]:
        """Yield every element inside this one that has one of *tags*, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            waiting += reversed(element.children)

    def first(self, *path: str) -> "Element | None":
        """Return the first element at the end of *path*, or None."""
        found: Element | None = self
        for tag in path:
            found = next(found.walk(tag), None) if found else None
        return found

    def value(self, *path: str) -> str:
        """Return the text of the first element at the end of *path*, or ""."""
        found = self.first(*path)
        return found.text if found else ""


def is_ofx(content: bytes) -> bool:
    """Whether *content* starts as OFX files do."""
    head = content[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    return head.startswith(_STARTS) and _OPENING in head.upper()


def parse(content: bytes, file: str, progress: Progress = silent) -> Element:
    """Return the root of an OFX file; it is not closed if the file has been cut off.

    Raises:
        DamagedOfxError: It declares a document type, or its tags do not come to an end.
        Cancelled: *progress* no longer wants the result.
    """
    text = _LINE_END.sub("\n", _decoded(content))
    declared = _DECLARATION.search(text)
    if declared:
        line = 1 + text.count("\n", 0, declared.start())
        raise DamagedOfxError(file, line, "it declares a document type")
    text = _without_raw(text)
    root = Element("", 1)
    stack = [root]
    line, seen = 1, 0
    for count, match in enumerate(_TAG.finditer(text)):
        if count % _REPORT_EVERY == 0:
            progress(match.start() / len(text), f"Reading {file}")
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        _take(match, stack, line)
        if len(stack) > _DEEPEST or count > MOST_TAGS:
            raise DamagedOfxError(file, line, "its tags do not come to an end")
    return root.first("OFX") or root


def _take(match: re.Match[str], stack: list[Element], line: int) -> None:
    """Open or close the element that one tag stands for."""
    tag = match["tag"].upper()
    if match["close"]:
        _close(tag, stack)
        return
    text = " ".join(html.unescape(match["text"]).split())
    element = Element(tag, line, text)
    stack[-1].children.append(element)
    if not text and not match["empty"]:
        stack.append(element)


def _close(tag: str, stack: list[Element]) -> None:
    """Close the innermost element of this tag, and with it the values in it that are empty."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].tag == tag:
            stack[depth].is_closed = True
            del stack[depth:]
            return


def _without_raw(text: str) -> str:
    """Return *text* with every ``<![CDATA[...]]>`` written as ordinary text."""
    first, *parts = text.split("<![CDATA[")
    for index, part in enumerate(parts):
        raw, end, after = part.partition("]]>")
        parts[index] = html.escape(raw) + after if end else part
    return "".join([first, *parts])


def _decoded(content: bytes) -> str:
    """Return the text; what is not UTF-8 is Windows-1252, the only other one that OFX allows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
