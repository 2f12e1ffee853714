"""One invented household, and a trade plan for it that is worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.classify.exposure import expose, expose_values
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot, Term
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import (
    ImportResult,
    SkippedRow,
    SourceFile,
    WarningCode,
)
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.measure.measurement import Measurement, group_share, measure
from rebalancer.rebalance.plan import (
    Action,
    LotSale,
    NotTraded,
    PlanStatus,
    TargetOutcome,
    Trade,
    TradePlan,
)
from rebalancer.rebalance.policy.policy import Policy, Restrictions, Target, Trading
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.taxpayer import situation_of
from rebalancer.rebalance.tax_estimate import estimate, share_tax
from rebalancer.rebalance.wash_sale import WashSale

GROUPS = embedded_universe().groups

AS_OF = date(2026, 8, 24)
JOINT, ROTH, IRA = "fidelity-1001", "fidelity-1002", "schwab-1003"
KINDS = {
    "AAPL": SecurityKind.STOCK,
    "MSFT": SecurityKind.STOCK,
    "NVDA": SecurityKind.STOCK,
    "QQQ": SecurityKind.FUND,
    "VOO": SecurityKind.FUND,
    "IJR": SecurityKind.FUND,
    "FXAIX": SecurityKind.FUND,
    "BND": SecurityKind.FUND,
}
NAMES = {
    "AAPL": "Apple Inc.",
    "MSFT": "Microsoft Corporation",
    "NVDA": "NVIDIA Corporation",
    "QQQ": "Invesco QQQ Trust, Series 1",
    "VOO": "Vanguard S&P 500 ETF",
    "IJR": "iShares Core S&P Small-Cap ETF",
    "FXAIX": "Fidelity 500 Index Fund",
    "BND": "Vanguard Total Bond Market ETF",
}
PRICES = {
    "AAPL": Decimal("309.35"),
    "MSFT": Decimal("498.13"),
    "NVDA": Decimal("213.07"),
    "QQQ": Decimal("701.22"),
    "VOO": Decimal("655.49"),
    "IJR": Decimal("141.37"),
    "FXAIX": Decimal("260.37"),
    "BND": Decimal("72.23"),
}


def position(symbol: str, quantity: str, *lots: TaxLot) -> Position:
    shares = Decimal(quantity)
    return Position(
        symbol=symbol,
        description=NAMES[symbol],
        kind=KINDS[symbol],
        value=to_cents(shares * PRICES[symbol]),
        quantity=shares,
        price=PRICES[symbol],
        lots=lots,
    )


def lot(quantity: str, acquired: date | None, cost: str | None) -> TaxLot:
    return TaxLot(
        quantity=Decimal(quantity),
        acquired=acquired,
        cost_basis=None if cost is None else Decimal(cost),
    )


def cash(amount: str) -> tuple[CashHolding, ...]:
    return (CashHolding(symbol="SPAXX", description="Money market", amount=Decimal(amount)),)


def household() -> Portfolio:
    """Three accounts, one of each tax treatment, too much of the same few companies."""
    joint = Account(
        key=JOINT,
        broker="Fidelity",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=(
            position(
                "AAPL",
                "420",
                lot("300", date(2019, 3, 4), "13200.00"),
                lot("120", date(2026, 2, 10), "33120.00"),
            ),
            position("NVDA", "350", lot("350", None, None)),
            position("MSFT", "100", lot("100", date(2021, 11, 19), "34150.00")),
            position("VOO", "210.5", lot("210.5", date(2022, 6, 17), "72622.50")),
        ),
        cash_holdings=cash("4210.55"),
    )
    roth = Account(
        key=ROTH,
        broker="Fidelity",
        number="...1002",
        name="Roth IRA",
        tax_treatment=TaxTreatment.TAX_EXEMPT,
        positions=(
            position("QQQ", "140", lot("140", date(2020, 4, 1), "26880.00")),
            position("FXAIX", "98.765", lot("98.765", date(2023, 1, 9), "13330.11")),
        ),
        cash_holdings=cash("1250.25"),
    )
    ira = Account(
        key=IRA,
        broker="Schwab",
        number="...1003",
        name="Rollover IRA",
        tax_treatment=TaxTreatment.TAX_DEFERRED,
        positions=(position("BND", "800", lot("800", date(2024, 5, 6), "57900.00")),),
        cash_holdings=cash("812.00"),
        pending=Decimal("-150.00"),
    )
    return Portfolio(accounts=(joint, roth, ira))


def part(symbol: str, sold: TaxLot, quantity: str) -> LotSale:
    """What selling *quantity* of a lot realises."""
    shares = Decimal(quantity)
    basis = None if sold.cost_basis is None else to_cents(sold.cost_basis * shares / sold.quantity)
    proceeds = to_cents(shares * PRICES[symbol])
    return LotSale(
        acquired=sold.acquired,
        quantity=shares,
        cost_basis=basis,
        term=sold.term(AS_OF),
        gain=None if basis is None else proceeds - basis,
    )


def trade(
    account: Account, action: Action, symbol: str, lots: Sequence[LotSale], quantity: str, why: str
) -> Trade:
    shares = Decimal(quantity)
    value = to_cents(shares * PRICES[symbol])
    short = total(item.gain or ZERO for item in lots if item.term is not Term.LONG)
    long = total(item.gain or ZERO for item in lots if item.term is Term.LONG)
    taxed = account.tax_treatment.is_taxed
    unknown = value if any(item.gain is None for item in lots) else ZERO
    sign = 1 if action is Action.BUY else -1
    alone = expose_values({symbol: value}, ZERO, KINDS, embedded_universe())
    return Trade(
        account=account.key,
        account_label=account.label,
        action=action,
        symbol=symbol,
        description=NAMES[symbol],
        quantity=shares,
        price=PRICES[symbol],
        price_source=f"{account.broker} file, 2026-08-21",
        value=value,
        lots=tuple(lots),
        short_term_gain=short if taxed else ZERO,
        long_term_gain=long if taxed else ZERO,
        tax=ZERO,
        taxed=Gains(short=short + unknown, long=long) if taxed else NO_GAINS,
        exposure_change={
            key: to_cents(sign * float(value) * group_share(alone, GROUPS[key]).share)
            for key in ("magnificent_seven", "small_cap")
        },
        reason=why,
    )


def trades(portfolio: Portfolio) -> tuple[Trade, ...]:
    """Sales of both accounts first, then the purchases, as a solver may hand them over."""
    joint, roth = portfolio.account(JOINT), portfolio.account(ROTH)
    apple, nvidia = joint.positions[0].lots, joint.positions[1].lots
    qqq, fxaix = roth.positions[0].lots, roth.positions[1].lots
    new_apple, old_apple = part("AAPL", apple[1], "120"), part("AAPL", apple[0], "15")
    return (
        trade(
            joint,
            Action.SELL,
            "AAPL",
            (new_apple, old_apple),
            "135",
            "Takes the least tax for each dollar of Magnificent Seven that it removes: the lot of"
            " February is sold first because it gained least.",
        ),
        trade(
            joint,
            Action.SELL,
            "NVDA",
            (part("NVDA", nvidia[0], "40"),),
            "40",
            "Single-company cap.",
        ),
        trade(
            roth,
            Action.SELL,
            "QQQ",
            (part("QQQ", qqq[0], "140"),),
            "140",
            "A sale in a Roth account costs no tax, and 45 % of the fund is the Magnificent Seven.",
        ),
        trade(
            roth,
            Action.SELL,
            "FXAIX",
            (part("FXAIX", fxaix[0], "12.345"),),
            "12.345",
            "The rest that is needed, without tax.",
        ),
        trade(joint, Action.BUY, "IJR", (), "382", "Raises small caps from the sales above."),
        trade(
            roth, Action.BUY, "IJR", (), "724", "Raises small caps; the fund is small throughout."
        ),
    )


def traded(portfolio: Portfolio, placed: Sequence[Trade]) -> Portfolio:
    """The household when all of *placed* is done."""
    return Portfolio(
        accounts=tuple(
            _account_after(account, [item for item in placed if item.account == account.key])
            for account in portfolio.accounts
        )
    )


def _account_after(account: Account, placed: Sequence[Trade]) -> Account:
    quantities = {item.symbol: item.quantity or ZERO for item in account.positions}
    amount = account.cash
    for item in placed:
        sign = 1 if item.action is Action.BUY else -1
        quantities[item.symbol] = quantities.get(item.symbol, ZERO) + sign * item.quantity
        amount -= sign * item.value
    return replace(
        account,
        positions=tuple(position(symbol, str(held)) for symbol, held in quantities.items() if held),
        cash_holdings=cash(str(amount)),
    )


POLICY = Policy(
    targets=(
        Target(key="magnificent_seven", maximum=0.25),
        Target(key="small_cap", minimum=0.15),
        Target(key="single_company", maximum=0.08),
        Target(key="symbol:BND", target=0.10, band=0.02),
    ),
    buy=("IJR", "VTI"),
    trading=Trading(whole_shares=False, min_trade=Decimal(500), cash_buffer=0.001),
    tax=TaxRules(gain_budget=Decimal(20000)),
    restrictions=Restrictions(do_not_sell=frozenset({"MSFT"}), lock=frozenset({"BND"})),
)


WASH_SALES = (
    WashSale(
        account_label="Joint ...1001",
        symbol="VOO",
        loss=Decimal("-412.30"),
        message="bought in Roth IRA ...1002 on 2026-08-10, within 30 days",
    ),
)
SKIPPED = (
    NotTraded(
        account_label="Joint ...1001",
        symbol="MSFT",
        rule="do_not_sell",
        reason="The policy says not to sell it.",
    ),
    NotTraded(account_label="", symbol="BND", rule="lock", reason="It is locked."),
)


def outcomes(before: Measurement, after: Measurement) -> tuple[TargetOutcome, ...]:
    """What became of two targets: one is missed, one is met."""
    return (
        TargetOutcome(
            key="magnificent_seven",
            title="Magnificent Seven",
            minimum=None,
            maximum=0.25,
            before=before.baskets["magnificent_seven"].share,
            after=after.baskets["magnificent_seven"].share,
            shortfall=max(0.0, after.baskets["magnificent_seven"].share - 0.25),
            explanation="The gain budget of $20,000 is used up; a budget of $31,500 would"
            " do, or selling MSFT, which the policy forbids.",
        ),
        TargetOutcome(
            key="small_cap",
            title="Small caps",
            minimum=0.15,
            maximum=None,
            before=before.small_cap.share,
            after=after.small_cap.share,
            shortfall=0.0,
            explanation="",
        ),
    )


def plan_for(portfolio: Portfolio) -> TradePlan:
    """The plan, with everything that follows from its trades worked out."""
    situation = situation_of(POLICY.tax, AS_OF.year)
    placed = share_tax(trades(portfolio), situation)
    after = traded(portfolio, placed)
    universe = embedded_universe()
    exposures_before = expose(portfolio.accounts, universe)
    exposures_after = expose(after.accounts, universe)
    old, new = measure(exposures_before, date(2026, 8, 21)), measure(exposures_after)
    return TradePlan(
        policy=POLICY,
        as_of=AS_OF,
        status=PlanStatus.INFEASIBLE,
        gap=0.00012,
        trades=placed,
        outcomes=outcomes(old, new),
        before=old,
        after=new,
        exposures_before=exposures_before,
        exposures_after=exposures_after,
        portfolio_before=portfolio,
        portfolio_after=after,
        tax=estimate(placed, situation),
        wash_sales=WASH_SALES,
        skipped=SKIPPED,
        cash_after=spendable(after),
        messages=("Orders for mutual funds are filled at the closing price of the day.",),
    )


def spendable(portfolio: Portfolio) -> dict[str, Decimal]:
    """Return the cash of every account, less what unsettled purchases will take."""
    return {each.key: each.cash + min(each.pending, Decimal(0)) for each in portfolio.accounts}


def imported_from(portfolio: Portfolio) -> ImportResult:
    return ImportResult(
        portfolio=portfolio,
        sources=(
            SourceFile(
                name="Portfolio_Positions_Aug-21-2026.csv",
                format="Fidelity positions, all accounts",
                sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                as_of=date(2026, 8, 21),
            ),
            SourceFile(
                name="Rollover-IRA-Positions.csv",
                format="Schwab positions, one account",
                sha256="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                as_of=None,
            ),
        ),
        skipped=(
            SkippedRow(
                file="Portfolio_Positions_Aug-21-2026.csv",
                line=17,
                reason="no quantity and no value",
            ),
            SkippedRow(file="Notes.csv", line=0, reason="not a positions file"),
        ),
        warnings=(
            Doubt(
                code=WarningCode.UNKNOWN_COST,
                file="Portfolio_Positions_Aug-21-2026.csv",
                line=4,
                message="NVDA has no cost basis; a sale is taxed as if all of it were gain.",
            ),
        ),
    )
