"""What holds for every test: no display is needed, no network is used, examples are repeatable."""

import os
import sys

import pytest
from hypothesis import settings

from rebalancer.market.snapshot import Snapshot, load_snapshot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything makes an application

settings.register_profile("explore", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "explore")

_ASKS_FOR_A_HOST = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
_THIS_MACHINE = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared, never bound


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Fail the test that looks up or calls another machine, whatever it would catch."""
    if event not in _ASKS_FOR_A_HOST:
        return
    target = arguments[1] if event in {"socket.connect", "socket.sendto"} else arguments[0]
    host = target[0] if isinstance(target, tuple) else None  # a Unix socket's address is a path
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = target
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(_THIS_MACHINE):
        pytest.fail(f"A test wanted to reach {name} over the network.")


sys.addaudithook(_refuse_the_network)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take ``--faults``: laws over every byte, event or seed go through all of them, not some."""
    parser.addoption("--faults", action="store_true", help="leave no byte, event or seed out")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let ``-m faults`` find every law that can be thorough, wherever it stands."""
    for item in items:
        if "is_thorough" in getattr(item, "fixturenames", ()):
            item.add_marker("faults")


@pytest.fixture(scope="session")
def is_thorough(pytestconfig: pytest.Config) -> bool:
    """Return whether every byte, event and seed is to be tried."""
    return bool(pytestconfig.getoption("--faults"))


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """Return the embedded market snapshot."""
    return load_snapshot()
