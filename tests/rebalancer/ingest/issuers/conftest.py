"""What the tests of holdings files share."""

from collections.abc import Callable

import pytest

from rebalancer.ingest.issuers.read import read_issuer_content
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.snapshot import Snapshot

Read = Callable[..., FundHoldings]


@pytest.fixture(scope="session")
def read(snapshot: Snapshot) -> Read:
    """Reads bytes as if they were a file."""

    def reading(content: bytes, symbol: str | None = None, file: str = "list.csv") -> FundHoldings:
        return read_issuer_content(content, file, snapshot, symbol)

    return reading
