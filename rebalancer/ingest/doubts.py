"""What a person should know about a file, its accounts and positions, although all was read."""

from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.lots import shares_in
from rebalancer.domain.money import USD
from rebalancer.domain.security import TRADABLE_KINDS, SecurityKind
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import Statement
from rebalancer.market.snapshot import Snapshot

_KIND_WORDS = {
    SecurityKind.BOND: "a bond",
    SecurityKind.OPTION: "an option",
    SecurityKind.OTHER: "not a listed share or fund",
}


def doubt_statement(statement: Statement, notes: Notes) -> None:
    """Note what a whole file does not tell."""
    if statement.as_of is None:
        notes.warn(WarningCode.NO_DATE, 0, "The file does not say of which day it is.")
    if not statement.tells_cost:
        message = "The file tells no cost basis, so that gains are not known."
        notes.warn(WarningCode.UNKNOWN_COST, 0, message)


def doubt_account(account: Account, line: int, notes: Notes) -> None:
    """Note what is not certain about *account* as a whole."""
    if account.tax_treatment is TaxTreatment.UNKNOWN:
        message = f"Nothing tells how “{account.label}” is taxed; it is taken as taxable."
        notes.warn(WarningCode.UNKNOWN_TAX_TREATMENT, line, message, account.key)


def doubt_total(account: Account, line: int, notes: Notes) -> None:
    """Note that the broker's own total of *account* is another one."""
    if account.reconciles is False:
        notes.warn(WarningCode.TOTAL_DIFFERS, line, total_difference(account), account.key)


def total_difference(account: Account) -> str:
    """Return both totals of an account that does not add up, in a sentence."""
    return (
        f"The lines of “{account.label}” add up to {account.total_value:,.2f}, but the file "
        f"says {account.file_total:,.2f}."
    )


def doubt_position(
    account: Account, position: Position, snapshot: Snapshot, notes: Notes, *, tells_cost: bool
) -> None:
    """Note what is not certain about *position*; a file without costs says so only once."""
    line = position.origin.line if position.origin else 0
    reason = _why_not_traded(position)
    if reason:
        message = f"{position.symbol} is counted but not traded: it is {reason}."
        notes.warn(WarningCode.NOT_TRADED, line, message, account.key)
        return
    if position.symbol not in snapshot:
        message = f"{position.symbol} is not in the market snapshot and counts as unclassified."
        notes.warn(WarningCode.UNKNOWN_SYMBOL, line, message, account.key)
    if tells_cost and position.cost_basis is None and account.tax_treatment.is_taxed:
        message = f"The cost basis of {position.symbol} is not known, and so is its gain."
        notes.warn(WarningCode.UNKNOWN_COST, line, message, account.key)


def doubt_lots(position: Position, notes: Notes, *, are_due: bool = False) -> None:
    """Note lots that do not add up to *position*; where lots *are_due*, also their absence."""
    if not position.quantity or position.quantity < 0 or not (position.lots or are_due):
        return
    listed = shares_in(position.lots)
    if listed == position.quantity:
        return
    is_more = listed > position.quantity
    rest = "they are not used" if is_more else "the rest is one lot of unknown date"
    message = (
        f"The lots of {position.symbol} add up to {listed:f} shares, "
        f"but {position.quantity:f} are held; {rest}."
    )
    notes.warn(WarningCode.LOTS_DIFFER, position.origin.line if position.origin else 0, message)


def _why_not_traded(position: Position) -> str:
    """Return what keeps *position* out of a trade list, or "" if nothing does."""
    if position.kind not in TRADABLE_KINDS:
        return _KIND_WORDS[position.kind]
    if position.currency != USD:
        return f"priced in {position.currency}"
    if position.quantity is None:
        return "without a quantity"
    if position.quantity <= 0:
        return "a short position"
    return "" if position.is_tradable else "without a price"
