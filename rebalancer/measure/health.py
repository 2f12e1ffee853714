"""How far the figures can be relied on, and what would make them better."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rebalancer.classify.exposure import CASH, Exposures, Holding
from rebalancer.classify.leaf import Leaf, is_opaque
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Account
from rebalancer.domain.money import CENT, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.market.snapshot import FundMatch

STALE_DAYS = 5
"""Prices that are older than this (a week-end and a holiday) are worth a word."""
OLD_BASKET_DAYS = 180
"""A filing is one to three months behind the fund; one that is older than this misleads."""
OLD_SNAPSHOT_DAYS = 120
RECONSTITUTIONS = (6, 11)
"""Months in which the Russell indexes are put together anew, since 2026."""
WORTH_A_WORD = 0.001
"""A share of everything that a percentage with one decimal shows."""
MATTERS = 0.005
"""A hidden share that changes a figure a person decides by."""


class Severity(StrEnum):
    """How much a doubt asks for a look; the worst comes first."""

    ERROR = "error"
    """The figures are wrong."""
    WARNING = "warning"
    """A figure may be off by more than a percentage shows."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that the figures depend on.

    Attributes:
        rule: A name that does not change.
        symbols: What it is about, the largest first.
        share: Share (0..1) of everything that is affected; None where it is no share.
        fix: What a person can do; "" where nothing helps but to know it.
    """

    rule: str
    severity: Severity
    sentence: str
    symbols: tuple[str, ...] = ()
    share: float | None = None
    fix: str = ""


def check_health(portfolio: Portfolio, exposures: Exposures, today: date) -> tuple[Doubt, ...]:
    """Return what the figures of *exposures* depend on, the worst first."""
    order = list(Severity)
    found = [
        *_sums(portfolio, exposures),
        *_old_statements(portfolio, today),
        *_hidden(exposures),
        *_unclassified(exposures),
        *_proxies(exposures),
        *_baskets(exposures, today),
        *_reconstitution(exposures, today),
        *_missing_cost(portfolio),
        *_idle_corrections(exposures.universe),
    ]
    return tuple(sorted(found, key=lambda doubt: order.index(doubt.severity)))


def _sums(portfolio: Portfolio, exposures: Exposures) -> Iterator[Doubt]:
    worth = exposures.total
    spread = to_cents(float(exposures.by_leaf.sum()))
    if abs(spread - worth) > CENT:
        yield Doubt(
            rule="exposures_do_not_add_up",
            severity=Severity.ERROR,
            sentence=f"The exposures add up to ${spread:,.2f}, and the holdings to ${worth:,.2f}.",
            fix="Please report it: this is a fault of the app.",
        )
    for account in portfolio.accounts:
        if account.reconciles is False and account.file_total is not None:
            missing = account.file_total - account.total_value
            yield Doubt(
                rule="account_does_not_add_up",
                severity=Severity.ERROR,
                sentence=f"{account.label} is ${abs(missing):,.2f} "
                f"{'short of' if missing > 0 else 'above'} the total that its file states.",
                fix="Look at the rows of the file that were not read.",
            )


def _old_statements(portfolio: Portfolio, today: date) -> Iterator[Doubt]:
    for account in portfolio.accounts:
        if account.as_of is None:
            yield Doubt(
                rule="no_date",
                severity=Severity.NOTE,
                sentence=f"The file of {account.label} does not say of what day its prices are.",
                fix="Download the positions again on the day you decide.",
            )
        elif (today - account.as_of).days > STALE_DAYS:
            yield Doubt(
                rule="stale_prices",
                severity=Severity.WARNING,
                sentence=f"The prices of {account.label} are of {account.as_of}, "
                f"{(today - account.as_of).days} days ago.",
                symbols=_symbols_of(account),
                fix="Download the positions again, or refresh the prices.",
            )


def _symbols_of(account: Account) -> tuple[str, ...]:
    return tuple(dict.fromkeys(position.symbol for position in account.positions))


def _hidden(exposures: Exposures) -> Iterator[Doubt]:
    """Yield every holding with a part that nobody can see into."""
    listed = exposures.universe.snapshot
    for holding, share in _affected(exposures, is_opaque):
        symbol = holding.symbol
        yield Doubt(
            rule="opaque_fund",
            severity=Severity.WARNING if abs(share) >= MATTERS else Severity.NOTE,
            sentence=f"{share:.1%} of everything is a part of {symbol} that nobody can see into"
            + ("" if symbol in listed else ", because the app does not know this symbol")
            + ". It widens the bounds of every figure.",
            symbols=(symbol,),
            share=share,
            fix=f"Import the issuer's holdings file of {symbol}, or say what stands for it.",
        )


def _unclassified(exposures: Exposures) -> Iterator[Doubt]:
    for rule, word, belongs in (
        ("no_size", "size", has_no_size),
        ("no_sector", "sector", has_no_sector),
    ):
        found = _affected(exposures, belongs)
        share = sum(part for _, part in found)
        if share >= WORTH_A_WORD:
            yield Doubt(
                rule=rule,
                severity=Severity.WARNING if rule == "no_size" else Severity.NOTE,
                sentence=f"{share:.1%} of everything is in companies whose {word} nobody names.",
                symbols=tuple(holding.symbol for holding, _ in found),
                share=share,
                fix=f"Correct the {word} of those that matter to you.",
            )


def has_no_size(leaf: Leaf) -> bool:
    """Whether *leaf* is a company that nobody has a size for."""
    return leaf.is_company and leaf.size is SizeClass.UNCLASSIFIED


def has_no_sector(leaf: Leaf) -> bool:
    """Whether *leaf* is a company that nobody has a sector for."""
    return leaf.is_company and not leaf.sector


def _affected(exposures: Exposures, belongs: Callable[[Leaf], bool]) -> list[tuple[Holding, float]]:
    """Return the holdings with leaves that *belong*, and how much of everything, largest first."""
    worth = float(exposures.total)
    flags = exposures.through.flags(belongs)
    shares = exposures.values * exposures.through.share_in(flags) / worth
    found = [
        (holding, float(share))
        for holding, share in zip(exposures.holdings, shares, strict=True)
        if abs(share) >= WORTH_A_WORD
    ]
    return sorted(found, key=lambda pair: -abs(pair[1]))


def _proxies(exposures: Exposures) -> Iterator[Doubt]:
    snapshot, worth = exposures.universe.snapshot, float(exposures.total)
    for holding in exposures.holdings:
        rule = snapshot.funds.get(holding.symbol)
        is_corrected = holding.symbol in exposures.universe.companies.corrections
        if rule is None or rule.match is not FundMatch.PROXY or is_corrected:
            continue
        share = float(holding.value) / worth
        mix = " and ".join(f"{part:.0%} {name}" for name, part in rule.mix)
        yield Doubt(
            rule="proxy",
            severity=Severity.NOTE,
            sentence=f"{holding.symbol} ({share:.1%} of everything) is looked through as {mix}, "
            f"which is near but not the same{f': {rule.note}' if rule.note else ''}.",
            symbols=(holding.symbol,),
            share=share,
            fix=f"Import the issuer's holdings file of {holding.symbol}, or say what stands "
            "for it better.",
        )


def _baskets(exposures: Exposures, today: date) -> Iterator[Doubt]:
    used = baskets_used(exposures)
    for name, symbols in used.items():
        basket = exposures.universe.snapshot.baskets[name]
        if basket.as_of is None:
            continue  # whoever read the file has said so
        age = (today - basket.as_of).days
        if age > (OLD_BASKET_DAYS if basket.kind == "actual" else OLD_SNAPSHOT_DAYS):
            yield Doubt(
                rule="old_basket",
                severity=Severity.NOTE,
                sentence=f"What {', '.join(symbols)} holds is known by the basket {name} of "
                f"{basket.as_of}, {age} days ago.",
                symbols=symbols,
                fix="Import a newer holdings file from the issuer.",
            )


def _reconstitution(exposures: Exposures, today: date) -> Iterator[Doubt]:
    """Say if the Russell indexes were put together anew since the snapshot was taken."""
    symbols = baskets_used(exposures).get("RUSSELL2000", ())
    known = exposures.universe.snapshot.baskets["RUSSELL2000"].as_of or today
    since = sum(
        known < date(year, month, 28) <= today
        for year in range(known.year, today.year + 1)
        for month in RECONSTITUTIONS
    )
    # in the month itself the new membership takes effect before its end
    if not since and today.month in RECONSTITUTIONS and known < today.replace(day=1):
        since = 1
    if since:
        yield Doubt(
            rule="russell_reconstitution",
            severity=Severity.NOTE,
            sentence="Russell reconstitution has been semi-annual since 2026: the membership in "
            f"the snapshot is of {known}, {'one' if since == 1 else since} behind. "
            "It decides which companies count as small.",
            symbols=symbols,
            fix="Correct the size of a company that you know has moved.",
        )


def baskets_used(exposures: Exposures) -> dict[str, tuple[str, ...]]:
    """Return the baskets that the holdings are looked through by, each with its holdings."""
    used: dict[str, tuple[str, ...]] = {}
    for holding in exposures.holdings:
        if holding.symbol != CASH:
            for name in exposures.universe.baskets_behind(holding.symbol, holding.kind):
                used[name] = (*used.get(name, ()), holding.symbol)
    return used


def _missing_cost(portfolio: Portfolio) -> Iterator[Doubt]:
    lacking = [
        (account, position)
        for account, position in portfolio.holdings()
        if account.tax_treatment.is_taxed
        and position.is_tradable
        and any(lot.cost_basis is None for lot in position.open_lots)
    ]
    if lacking:
        worth = portfolio.total_value
        value = total(position.value for _, position in lacking)
        yield Doubt(
            rule="missing_cost",
            severity=Severity.WARNING,
            sentence=f"The cost of ${value:,.0f} in taxed accounts is not known: "
            "all of it is taken as gain when it is sold.",
            symbols=tuple(dict.fromkeys(position.symbol for _, position in lacking)),
            share=float(value / worth) if worth > 0 else None,
            fix="Import the broker's file of lots or cost basis.",
        )


def _idle_corrections(universe: Universe) -> Iterator[Doubt]:
    """Yield corrections that change nothing: of a fund's size, where the fund is seen through."""
    for correction in universe.classification.corrections:
        rule = universe.snapshot.funds.get(correction.symbol)
        says_class = correction.size is not None or correction.sector is not None
        if rule is not None and rule.mix and says_class and correction.kind is None:
            yield Doubt(
                rule="idle_correction",
                severity=Severity.NOTE,
                sentence=f"The correction of {correction.symbol} changes nothing: the fund is "
                "looked through, and counts as what it holds.",
                symbols=(correction.symbol,),
                fix="Remove it, or correct the companies in the fund.",
            )
