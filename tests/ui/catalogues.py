"""Catalogues of texts in other languages, as a translator's tools write them."""

import struct
from collections.abc import Mapping
from pathlib import Path

PLURALS = "nplurals=2; plural=(n != 1);"


def write_catalogue(
    folder: Path, name: str, texts: Mapping[str, str], plurals: str = PLURALS
) -> None:
    """Write *texts*, keyed as gettext keys them, as the compiled catalogue of a language."""
    header = f"Language: {name}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plurals}\n"
    pairs = sorted((key.encode(), text.encode()) for key, text in {"": header, **texts}.items())
    index, tables, text = [], 28 + 16 * len(pairs), b""
    for side in (0, 1):
        for pair in pairs:
            index += [len(pair[side]), tables + len(text)]
            text += pair[side] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path = folder / name / "LC_MESSAGES" / "rebalancer.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(struct.pack(f"<7I{len(index)}I", *head, *index) + text)
