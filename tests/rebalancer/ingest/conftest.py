"""What the tests of the readers share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rebalancer.ingest.files import read_content, read_file
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot, load_snapshot

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The embedded market snapshot."""
    return load_snapshot()


@pytest.fixture(scope="session")
def read_fixture(snapshot: Snapshot) -> Callable[[str], ImportResult]:
    """Reads one of the files next to the tests."""
    return lambda name: read_file(FILES / name, snapshot)


@pytest.fixture(scope="session")
def read_text(snapshot: Snapshot) -> Callable[[str], ImportResult]:
    """Reads a text as if it were a file."""
    return lambda text: read_content(text.encode(), "file.csv", snapshot)
