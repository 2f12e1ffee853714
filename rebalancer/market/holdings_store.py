"""Holdings files that a person has given, kept in a private folder: one JSON file a fund."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rebalancer.atomic import make_private_folder, remove_file, write_atomically
from rebalancer.domain.security import AssetClass
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubt, HoldingsDoubtCode
from rebalancer.market.snapshot import Basket

_VERSION = 1
_PREFIX, _SUFFIX = "fund-", ".json"
"""The prefix also keeps clear of names that Windows reserves, such as ``CON.json``."""
_LARGEST = 20_000_000
"""Bytes; the largest fund has about ten thousand lines, which is a twentieth of that."""
_NAME = re.compile(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a store holds."""

    holdings: tuple[FundHoldings, ...]
    """By symbol."""
    problems: tuple[str, ...] = ()
    """A sentence for each file that cannot be used."""


class HoldingsStore:
    """Remembers holdings files until they are removed; a file that is damaged is left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> Stored:
        """Return everything that is remembered, and what is wrong with the rest."""
        holdings: list[FundHoldings] = []
        problems: list[str] = []
        for path in sorted(self._folder.glob(f"{_PREFIX}*{_SUFFIX}")):
            try:
                holdings.append(_read(path))
            except (OSError, ValueError, TypeError, KeyError, RecursionError):
                fund = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
                problems.append(
                    f"The remembered holdings of {fund} are damaged and are not used; "
                    "give its file once more, or remove them."
                )
        return Stored(holdings=tuple(holdings), problems=tuple(problems))

    def save(self, holdings: FundHoldings) -> None:
        """Remember *holdings*, in place of what was remembered of the same fund.

        Raises:
            NotWrittenError: The system refuses; what was remembered before still is.
        """
        content = _sealed(_as_json(holdings))
        path = self._path_of(holdings.symbol)
        make_private_folder(self._folder)
        write_atomically(path, lambda stream: stream.write(content))

    def remove(self, symbol: str) -> None:
        """Forget the holdings of a fund; nothing happens if there are none.

        Raises:
            NotRemovedError: The system refuses.
        """
        remove_file(self._path_of(symbol))

    def _path_of(self, symbol: str) -> Path:
        if _NAME.fullmatch(symbol) is None:
            raise ValueError(f"{symbol!r} is no symbol")
        return self._folder / f"{_PREFIX}{symbol}{_SUFFIX}"


def _as_json(holdings: FundHoldings) -> dict[str, Any]:
    basket = holdings.basket
    return {
        "version": _VERSION,
        "symbol": holdings.symbol,
        "issuer": holdings.issuer,
        "file": holdings.file,
        "sha256": holdings.sha256,
        "counted": holdings.counted,
        "as_of": basket.as_of.isoformat() if basket.as_of else None,
        "name": basket.name,
        "coverage": basket.coverage,
        "source": basket.source,
        "kind": basket.kind,
        "lines": [list(line) for line in basket.lines],
        "other_assets": [list(part) for part in basket.other_assets],
        "doubts": [[doubt.code, doubt.message, doubt.line] for doubt in holdings.doubts],
    }


def _sealed(content: dict[str, Any]) -> bytes:
    """Return *content* with a digest that shows every later change."""
    return json.dumps({"seal": _digest(content), "content": content}, indent=1).encode()


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
