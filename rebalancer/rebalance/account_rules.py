"""What a policy says account by account: in which units to trade, and which lots a sale closes."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import Snapshot
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot, TradedKind, traded_kind
from rebalancer.rebalance.problem import find_account
from rebalancer.spelling import nearest

Chosen = TypeVar("Chosen")
_WHOLE = Decimal(1)
_FRACTION = Decimal("0.001")


class AccountRules:
    """The accounts that a policy names, found in the portfolio once for all."""

    def __init__(self, portfolio: Portfolio, policy: Policy, snapshot: Snapshot) -> None:
        """Look the accounts up.

        Raises:
            PolicyError: A name fits none of the accounts, or more than one; or named lots would
                not be looked at.
        """
        self._portfolio = portfolio
        self._snapshot = snapshot
        self._trading = trading = policy.trading
        kinds = {kind.value: kind for kind in TradedKind}
        units = trading.whole_shares_by
        self._whole_by_kind = {kinds[name]: units[name] for name in units if name in kinds}
        named = {name: units[name] for name in units if name not in kinds}
        self._whole_by_account = self._by_account("trading.whole_shares", named)
        self._relief_by_account = self._by_account("trading.lot_relief", trading.lot_relief_by)
        self._named: dict[str, list[tuple[str, SpecificLot]]] = {}
        for number, lot in enumerate(trading.specific_lots, start=1):
            known = replace(lot, symbol=snapshot.canonical(lot.symbol))
            self._add_named(f"trading.specific_lots[{number}]", known)

    def _by_account(self, key: str, chosen: Mapping[str, Chosen]) -> dict[str, Chosen]:
        return {
            find_account(self._portfolio, f"{key}.{name}", name).key: choice
            for name, choice in chosen.items()
        }

    def _add_named(self, key: str, lot: SpecificLot) -> None:
        account = find_account(self._portfolio, f"{key}.account", lot.account)
        relief = self._relief_by_account.get(account.key, self._trading.lot_relief)
        if relief is not LotRelief.SPECIFIC:
            problem = f"names {account.label}, which sells by “{relief.value}”"
            raise PolicyError(
                "policy", f"{key}.account", problem, "Set its lot_relief to specific."
            )
        held = [position.symbol for position in account.positions]
        if lot.symbol not in held:
            problem = f"names {lot.symbol}, which {account.label} does not hold"
            remedy = nearest(lot.symbol, held) or f"It holds {', '.join(held) or 'nothing'}."
            raise PolicyError("policy", f"{key}.symbol", problem, remedy)
        self._named.setdefault(account.key, []).append((key, lot))

    def step(self, account: Account, symbol: str, kind: SecurityKind) -> Decimal:
        """Return the multiple in which shares trade.

        The account decides, then the kind. Mutual funds trade in fractions unless they are told
        not to.
        """
        traded = self._traded(symbol, kind)
        whole = self._trading.whole_shares and traded is not TradedKind.MUTUAL_FUND
        whole = self._whole_by_kind.get(traded, whole)
        return _WHOLE if self._whole_by_account.get(account.key, whole) else _FRACTION

    def relief(self, account: Account, symbol: str, kind: SecurityKind) -> LotRelief:
        """Return the method by which *account* picks the lots of a sale of *symbol*.

        Only the cost of funds may be averaged; other shares of such an account are sold first in,
        first out. Source: 26 CFR § 1.1012-1(c)(1) and (e)(1).
        """
        chosen = self._relief_by_account.get(account.key, self._trading.lot_relief)
        if chosen is LotRelief.AVERAGE and not self._traded(symbol, kind).is_fund:
            return LotRelief.FIFO
        return chosen

    def is_not_averaged(self, account: Account, symbol: str, kind: SecurityKind) -> bool:
        """Whether the policy asks for an average that the tax code does not allow."""
        chosen = self._relief_by_account.get(account.key, self._trading.lot_relief)
        return chosen is not self.relief(account, symbol, kind)

    def _traded(self, symbol: str, kind: SecurityKind) -> TradedKind:
        is_told = kind is not SecurityKind.UNKNOWN
        return traded_kind(symbol, kind if is_told else self._snapshot.kind_of(symbol))

    def named(self, account: Account) -> list[tuple[str, SpecificLot]]:
        """Return the lots of *account* that the policy names, each with its key."""
        return self._named.get(account.key, [])
