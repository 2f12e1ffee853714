"""The first of the problems with known answers."""

from tests.rebalancer.known_case import FILLER, Case, raising, term, waiting

CASES: tuple[Case, ...] = (
    Case(
        # the loss first, then 30 of the short-term lot at 2.00 of tax a share, before the
        # long-term lot at 8.00: 30 x 5 x 40 % - 50 x 20 x 40 %
        name="1 cash comes from losses first, then from the least taxed gain",
        holdings="""
            1001 taxable XOM 50@60  100 2019-01-02
            1001 taxable XOM 50@95  100 2026-06-01
            1001 taxable XOM 50@120 100 2026-06-01
        """,
        policy=raising(8000),
        sold={"XOM": 80},
        values={"tax.estimated_tax": -340, "tax.short_term_gain": -850, "tax.long_term_gain": 0},
    ),
    Case(
        # where the year has long-term gains, a long-term loss saves their rate and no more:
        # 30 x 5 x 40 % - 50 x 20 x 20 %
        name="1b a long-term loss that meets long-term gains saves 20 % of it",
        holdings="""
            1001 taxable XOM 50@60  100 2019-01-02
            1001 taxable XOM 50@95  100 2026-06-01
            1001 taxable XOM 50@120 100 2019-01-02
        """,
        policy=raising(8000, "[tax]\nrealised = { long_term = 9000 }\n"),
        sold={"XOM": 80},
        values={"tax.estimated_tax": -140, "tax.short_term_gain": 150, "tax.long_term_gain": -1000},
    ),
    Case(
        name="2 the least tax is not the highest cost",
        holdings="1001 taxable XOM 10@90 100 2026-06-01\n1001 taxable XOM 10@85 100 2019-01-02",
        policy=raising(1000),
        sold={"XOM": 10},
        values={"tax.estimated_tax": 30, "trades.0.lots.0.term": "long"},
    ),
    Case(
        name="2b and the highest cost first pays more, where an account is told to sell so",
        holdings="1001 taxable XOM 10@90 100 2026-06-01\n1001 taxable XOM 10@85 100 2019-01-02",
        policy=raising(1000, 'lot_relief = "hifo"\n'),
        sold={"XOM": 10},
        values={"tax.estimated_tax": 40, "trades.0.lots.0.term": "short"},
    ),
    term("3a", "2025-11-20", "2026-11-20", "short"),
    term("3b", "2025-11-20", "2026-11-21", "long"),
    term("3c", "2023-02-28", "2024-02-29", "short"),
    term("3d", "2023-02-28", "2024-03-01", "long"),
    term("3e", "2024-02-29", "2025-02-28", "short"),
    term("3f", "2024-02-29", "2025-03-01", "long"),
    term("3g", "2025-12-31", "2026-12-31", "short"),
    term("3h", "2025-12-31", "2027-01-01", "long"),
    waiting("3i", "2025-11-20", "2026-11-20", "2026-11-21"),
    waiting("3j", "2023-02-28", "2024-02-29", "2024-03-01"),
    waiting("3k", "2024-02-29", "2025-02-28", "2025-03-01"),
    waiting("3l", "2025-12-31", "2026-12-31", "2027-01-01"),
    Case(
        name="3m a policy that waits keeps what turns long-term the next day",
        holdings="1001 taxable XOM 10@70 100 2025-11-20\n1002 tax_exempt BND 9@70 72 2019-01-02",
        policy=raising(
            1000, '[tax]\nwait_for_long_term = 1\n[restrictions]\ndo_not_sell = ["BND"]\n'
        ),
        values={"waits.0.is_kept": 1, "skipped.1.rule": "wait_for_long_term"},
    ),
    Case(
        name="4 a gain budget stops the plan and says what a dollar more of it removes",
        holdings="1001 taxable AAPL 100@50 100 2019-01-02",
        policy='targets = {"symbol:AAPL" = {max = 0.5}}\nbuy.symbols = ["IWM"]\n'
        "tax.gain_budget = 1500\n",
        sold={"AAPL": 30},
        bought=None,
        values={"status": "infeasible", "targets.0.shortfall": 0.2},
        says=("each further $1 of it removes $2.00", "about $1,000 more would do"),
    ),
    Case(
        name="5 a loss is not taken where another account may only buy the same",
        holdings="1001 taxable SPY 100@120 100 2019-01-02\n1002 tax_deferred CASH 10000",
        policy='targets = {"symbol:SPY" = {min = 1.0}}\nbuy.symbols = ["SPY"]\n',
        bought={"SPY": 100},
        values={"tax.estimated_tax": 0, "wash_sales": []},
    ),
    Case(
        # 2,000 of long-term loss against 2,000 of long-term gain: 400 of tax
        name="5b a loss is harvested where another account may buy a twin",
        holdings="""
            1001 taxable SPY 100@120 100 2019-01-02
            1001 taxable VTI 1@100 100 2019-01-02
            1002 tax_deferred CASH 10000
        """,
        policy="""
            targets = {"class:cash" = {max = 0.0}}
            buy.symbols = ["SPY", "VTI"]
            trading.mode = "tlh_and_rebalance"
            tax.realised = { long_term = 2000 }
        """,
        sold={"SPY": 100},
        bought={"VTI": 200},
        values={"tax.estimated_tax": -400, "harvest.saved": 400, "wash_sales": []},
    ),
    Case(
        name="5c no loss is harvested where the other account may only buy the same",
        holdings="1001 taxable SPY 100@120 100 2019-01-02\n1002 tax_deferred CASH 10000",
        policy="""
            targets = {"class:cash" = {max = 0.0}}
            buy.symbols = ["SPY"]
            trading.mode = "tlh_and_rebalance"
            tax.realised = { long_term = 2000 }
            harvest.replacements = "buy_list"
        """,
        bought={"SPY": 100},
        values={"tax.estimated_tax": 0, "harvest.loss": 0, "wash_sales": []},
    ),
    Case(
        # 40 a share of gain at 20 % on 50 shares; the loss would be washed by the IRA's purchase
        name="5d a gain is sold rather than a loss whose twin an IRA buys",
        holdings="""
            1001 taxable SPY 50@120 100 2019-01-02
            1001 taxable XOM 50@60  100 2019-01-02
            1002 tax_deferred VOO 1@100 100 2019-01-02
            1002 tax_deferred CASH 9900
        """,
        policy="""
            targets = {"symbol:VOO" = {min = 0.6666}}
            buy.symbols = ["VOO"]
            trading.withdraw = { "1001" = 5000 }
        """,
        sold={"XOM": 50},
        bought={"VOO": 99},
        values={"tax.estimated_tax": 400, "wash_sales": []},
    ),
    Case(
        name="6 the losses of shares that an IRA has just bought back are lost for good",
        holdings=f"""
            1001 taxable SPY 100@120 100 2019-01-02
            {FILLER}
            1002 tax_deferred VTI 9@200 300 2019-01-02
        """,
        policy=raising(
            10_000,
            """
            [tax]
            wash_sales = "warn"
            realised = { long_term = 9000 }
            [[recent_trades]]
            account = "1002"
            symbol = "SPY"
            action = "buy"
            date = 2026-10-31
            quantity = 30
            """,
        ),
        sold={"SPY": 100},
        values={"tax.estimated_tax": -280, "wash_sales.0.permanent": 600},
    ),
    Case(
        name="7a what is sold at a loss on 26 October is safe to buy from 26 November",
        holdings=f"1001 taxable SPY 100@120 100 2019-01-02\n{FILLER}",
        policy=raising(10_000),
        as_of="2026-10-26",
        sold={"SPY": 100},
        values={"safe_dates.0.first_day": "2026-11-26"},
    ),
    Case(
        name="7b what is sold at a loss on 31 December is safe to buy from 31 January",
        holdings=f"1001 taxable SPY 100@120 100 2019-01-02\n{FILLER}",
        policy=raising(10_000),
        as_of="2026-12-31",
        sold={"SPY": 100},
        values={"safe_dates.0.first_day": "2027-01-31"},
    ),
    Case(
        name="8 floors that add up to 110 % are missed by 10 % in all",
        holdings="""
            1001 tax_exempt VTI  600@90 100 2019-01-02
            1001 tax_exempt VXUS 800@40  50 2019-01-02
        """,
        policy='targets = {"symbol:VTI" = {min = 0.6}, "symbol:VXUS" = {min = 0.5}}\n',
        values={"status": "infeasible", "targets.1.shortfall": 0.1},
    ),
)
