"""A plan with everything that it was made from: a file that another machine can plan again.

One JSON object: a seal, and the content that it is the SHA-256 of. It holds account names, lots and
amounts, and is written for its owner only.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

import rebalancer
from rebalancer.atomic import write_atomically
from rebalancer.classify.classes_file import classes_text, parse_classes
from rebalancer.classify.universe import Universe
from rebalancer.document.household import from_slices, slices_of
from rebalancer.document.market import WrittenMarket, written_market
from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.result import ImportResult, SourceFile
from rebalancer.rebalance.approval import NOTHING_SAID, Approval
from rebalancer.rebalance.plan import Trade, TradePlan
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.policy import Policy

SUFFIX = ".plan.json"
_FORMAT = "rebalancer plan"
_VERSION = 2
_READABLE = {1, _VERSION}
"""Before the second, no lots stood in columns."""
_LARGEST = 200_000_000
"""Bytes; a plan of 100,000 lots is a fifth of it."""


class PlanFileError(RebalancerError):
    """A plan file cannot be used."""

    title = "The plan file cannot be read"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"“{path.name}” {problem}.", remedy="Save the plan again where it was made."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """What a plan file says.

    Attributes:
        made_by: Version of the app.
        sources: The brokerage files, by their SHA-256.
        accounts: The household before anything is moved or traded, as ``slices_of`` writes it.
        policy, classes: As TOML.
        trades: What the plan came to.
        figures: What it comes to in a few numbers: shares 0..1, amounts in USD.
        approval: What was said of the trades.
    """

    format: str = _FORMAT
    version: int = _VERSION
    made_by: str
    as_of: date
    priced_on: date | None
    sources: tuple[SourceFile, ...]
    accounts: tuple[msgspec.Raw, ...]
    market: WrittenMarket
    classes: str
    policy: str
    trades: tuple[Trade, ...]
    figures: dict[str, str]
    approval: Approval = NOTHING_SAID

    @property
    def portfolio(self) -> Portfolio:
        """The household."""
        return from_slices(self.accounts)

    def universe(self) -> Universe:
        """Return what was known of the market, as far as this installation knows it, too."""
        return Universe(self.market.restored(), parse_classes(self.classes))

    def asked(self, universe: Universe) -> Policy:
        """Return what was asked for."""
        return parse_policy(self.policy, "policy", universe.classification)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    seal: str
    content: msgspec.Raw


def plan_file_of(
    plan: TradePlan, imported: ImportResult, approval: Approval = NOTHING_SAID
) -> PlanFile:
    """Return *plan*, what it was made from, and what is said of it, as a file can hold it."""
    universe = plan.exposures_before.universe
    return PlanFile(
        made_by=rebalancer.__version__,
        as_of=plan.as_of,
        priced_on=imported.portfolio.as_of,
        sources=imported.sources,
        accounts=tuple(slices_of(imported.portfolio)),
        market=written_market(universe.snapshot),
        classes=classes_text(universe.classification),
        policy=policy_text(plan.policy),
        trades=plan.trades,
        figures=figures_of(plan),
        approval=approval,
    )


def figures_of(plan: TradePlan) -> dict[str, str]:
    """Return what a plan comes to in a few numbers."""
    after = plan.after
    return {
        "status": plan.status.value,
        "total_value": str(after.total_value),
        **{key: f"{share.share:.6f}" for key, share in after.baskets.items()},
        "small_cap": f"{after.small_cap.share:.6f}",
        "effective_companies": f"{after.effective_names.look_through or 0.0:.2f}",
        "short_term_gain": str(plan.tax.short_term_gain),
        "long_term_gain": str(plan.tax.long_term_gain),
        "estimated_tax": str(plan.tax.estimated_tax),
        "trades": str(len(plan.trades)),
    }


def write_plan_file(
    path: Path, plan: TradePlan, imported: ImportResult, approval: Approval = NOTHING_SAID
) -> None:
    """Save *plan*, what it was made from, and what is said of it to *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    content = msgspec.json.encode(plan_file_of(plan, imported, approval))
    sealed = _Sealed(seal=_digest(content), content=msgspec.Raw(content))
    write_atomically(path, partial(_write, msgspec.json.encode(sealed)))


def _write(content: bytes, stream: BinaryIO) -> None:
    stream.write(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_plan_file(path: Path) -> PlanFile:
    """Return what the plan file *path* says.

    Raises:
        PlanFileError: It cannot be read, is something else, or has been changed.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise PlanFileError(path, "is far too large for a plan")
        sealed = msgspec.json.decode(path.read_bytes(), type=_Sealed)
        content = bytes(sealed.content)
        if sealed.seal != _digest(content):
            raise PlanFileError(path, "has been changed since it was saved")
        found = msgspec.json.decode(content, type=PlanFile)
        from_slices(found.accounts)
    except OSError as error:
        raise PlanFileError(path, f"cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise PlanFileError(path, f"is no plan of this app: {error}") from error
    if found.format != _FORMAT or found.version not in _READABLE:
        raise PlanFileError(path, f"is a plan of version {found.version}, which is not known here")
    return found
