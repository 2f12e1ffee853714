"""What holds for every test: no display is needed, no network is used, examples are repeatable."""

import functools
import os
import socket

import pytest
from hypothesis import settings

from rebalancer.market.snapshot import Snapshot, load_snapshot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything makes an application

settings.register_profile("explore", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "explore")

_THIS_MACHINE = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared, never bound


def _refuse_other_machines(owner: object, name: str, place: int) -> None:
    """Let a function of `socket` fail the test that names another machine, whatever it would catch.

    Not an audit hook: one that is written in Python lets threads take turns while `sys.settrace`
    runs, which then refuses the second thread that coverage looks at.
    """
    call = getattr(owner, name)

    @functools.wraps(call)
    def guarded(*arguments: object, **named: object) -> object:
        target = arguments[place] if len(arguments) > place else named.get("host")
        host = target[0] if isinstance(target, tuple) else target
        is_a_path = owner is socket.socket and not isinstance(target, tuple)  # a Unix socket's
        asked = host.decode() if isinstance(host, bytes) else str(host or "localhost")
        if not is_a_path and not asked.startswith(_THIS_MACHINE):
            pytest.fail(f"A test wanted to reach {asked} over the network.")
        return call(*arguments, **named)

    setattr(owner, name, guarded)


for _name in ("connect", "connect_ex"):
    _refuse_other_machines(socket.socket, _name, 1)
_refuse_other_machines(socket.socket, "sendto", -1)
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    _refuse_other_machines(socket, _name, 0)


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
