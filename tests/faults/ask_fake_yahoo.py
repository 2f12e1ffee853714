"""The program that asks Yahoo, with every host changed to a server on this machine."""

import sys
from typing import Any
from urllib.parse import urlsplit

from curl_cffi.requests import Response, Session
from typing_extensions import override
from yfinance.data import YfData

from rebalancer.market import yahoo

_WITHOUT_A_WAIT = 1_000.0
"""Questions a second: a server on this machine needs no rest."""


class Redirected(Session[Response]):
    """Sends to ``http://127.0.0.1:port/host/path`` what is meant for ``https://host/path``."""

    @override
    def request(self, method: Any, url: str, **options: Any) -> Response:  # type: ignore[override]
        parts = urlsplit(url)
        port = sys.argv[1]
        query = f"?{parts.query}" if parts.query else ""
        here = f"http://127.0.0.1:{port}/{parts.netloc}{parts.path}{query}"
        return super().request(method, here, **options)


def main() -> None:
    YfData(session=Redirected())
    yahoo.QUESTIONS_A_SECOND = _WITHOUT_A_WAIT
    yahoo.main()


if __name__ == "__main__":
    main()
