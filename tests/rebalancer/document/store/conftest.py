"""A document to begin with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rebalancer.document.store.document import Document
from rebalancer.document.store.record import RecordedStep

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PARTS = {"household": b"three accounts" * 40, "decisions": b"none"}
CAP = RecordedStep(
    title="change the cap", merge_key=7, before={"decisions": b"none"}, after={"decisions": b"25 %"}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Müller & sons #1.rebalancer"


@pytest.fixture
def document(path: Path) -> Iterator[Document]:
    with Document.create(path, PARTS, now=NOW) as document:
        yield document
