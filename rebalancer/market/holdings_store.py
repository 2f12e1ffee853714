"""Holdings files that were kept in a private folder before households were documents.

One JSON file a fund; nothing is written there any more.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rebalancer.domain.security import AssetClass
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubt, HoldingsDoubtCode
from rebalancer.market.snapshot import Basket

_VERSION = 1
_PREFIX, _SUFFIX = "fund-", ".json"
_LARGEST = 20_000_000
"""Bytes; the largest fund has about ten thousand lines, which is a twentieth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is kept."""

    holdings: tuple[FundHoldings, ...]
    """By symbol."""
    problems: tuple[str, ...] = ()
    """A sentence for each file that cannot be used."""


def load_holdings(folder: Path) -> Stored:
    """Return everything that is kept in *folder*, and what is wrong with the rest.

    A file that is damaged is left alone.
    """
    holdings: list[FundHoldings] = []
    problems: list[str] = []
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
        try:
            holdings.append(_read(path))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            fund = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
            problems.append(
                f"The remembered holdings of {fund} are damaged and are not used; "
                "give its file once more."
            )
    return Stored(holdings=tuple(holdings), problems=tuple(problems))


def _digest(content: object) -> str:
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _read(path: Path) -> FundHoldings:
    """Return what a file holds.

    Raises:
        OSError: The system does not hand it over.
        ValueError, TypeError, KeyError, RecursionError: It is not as it was written.
    """
    if path.stat().st_size > _LARGEST:
        raise ValueError("far too large")
    found = json.loads(path.read_bytes())
    content = found["content"]
    if found["seal"] != _digest(content) or content["version"] != _VERSION:
        raise ValueError("changed since it was written")
    holdings = _as_holdings(content)
    if path.name != f"{_PREFIX}{holdings.symbol}{_SUFFIX}":
        raise ValueError("the file of another fund")
    return holdings


def _as_holdings(content: dict[str, Any]) -> FundHoldings:
    basket = Basket(
        name=content["name"],
        as_of=date.fromisoformat(content["as_of"]) if content["as_of"] else None,
        coverage=content["coverage"],
        source=content["source"],
        kind=content["kind"],
        lines=tuple((symbol, weight) for symbol, weight in content["lines"]),
        other_assets=tuple((AssetClass(what), part) for what, part in content["other_assets"]),
    )
    return FundHoldings(
        symbol=content["symbol"],
        basket=basket,
        issuer=content["issuer"],
        file=content["file"],
        sha256=content["sha256"],
        counted=content["counted"],
        doubts=tuple(
            HoldingsDoubt(code=HoldingsDoubtCode(code), message=message, line=line)
            for code, message, line in content["doubts"]
        ),
    )
