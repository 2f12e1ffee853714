"""No test reaches another machine; what it would catch does not hide the attempt."""

import socket
from pathlib import Path

import pytest


def test_calling_another_machine_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_looking_up_another_machine_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="example"):
        socket.getaddrinfo("example.org", 443)


def test_sending_to_another_machine_fails_the_test() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"),
    ):
        sender.sendto(b"ping", ("192.0.2.1", 9))


def test_this_machine_may_be_called(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=5).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))
