"""Problems that rebalancing programs are known to get wrong, each with the right answer."""

from tests.rebalancer.known_case import FILLER, Case, raising

TWO_FUNDS = """
[baskets.first]
companies = ["XOM"]
[corrections.FUNDA]
looked_through_as = { XOM = 0.9, CVX = 0.1 }
[corrections.FUNDB]
looked_through_as = { CVX = 1.0 }
"""
MIXED_FUND = """
[baskets.first]
companies = ["XOM"]
[baskets.second]
companies = ["CVX"]
[baskets.third]
companies = ["COP"]
[corrections.MIXED]
looked_through_as = { XOM = 0.5, CVX = 0.25, COP = 0.25 }
"""


def washed(name: str, symbol: str, day: str, *, is_inside: bool) -> Case:
    """Return the case of 100 shares of SPY sold at a loss of 20 each after an IRA bought 30."""
    return Case(
        name=f"a loss of 20 November after an IRA bought {name} is washed: {is_inside}",
        holdings=f"""
            1001 taxable SPY 100@120 100 2019-01-02
            {FILLER}
            1002 tax_deferred XOM 9@200 300 2019-01-02
        """,
        policy=raising(
            10_000,
            f"""
            [tax]
            wash_sales = "warn"
            realised = {{ long_term = 9000 }}
            [[recent_trades]]
            account = "1002"
            symbol = "{symbol}"
            action = "buy"
            date = {day}
            quantity = 30
            """,
        ),
        sold={"SPY": 100},
        values={"wash_sales.0.permanent": 600, "tax.estimated_tax": -280}
        if is_inside
        else {"wash_sales": [], "tax.estimated_tax": -400},
    )


CASES: tuple[Case, ...] = (
    Case(
        # 0.9 of the share of A is to be 0.7: A goes from 50 % to 77.78 %; bucket by bucket one
        # would buy and sell the same fund, and end with less than nothing of it
        name="a fund that is in two buckets is not traded bucket by bucket",
        holdings="""
            1001 tax_exempt FUNDA 4500@90 100 2019-01-02
            1001 tax_exempt FUNDB 4500@90 100 2019-01-02
        """,
        policy='targets.first = { target = 0.7 }\nbuy.symbols = ["FUNDA", "FUNDB"]\n',
        classes=TWO_FUNDS,
        sold={"FUNDB": 2500},
        bought={"FUNDA": 2500},
    ),
    Case(
        # 500, 1,000 and 500, and 250 that are split 50/25/25 already: 500 too much in the second
        name="no more trades are made than two where two are enough, and they add up to nothing",
        holdings="""
            1001 tax_exempt XOM    50@9 10 2019-01-02
            1001 tax_exempt CVX   100@9 10 2019-01-02
            1001 tax_exempt COP    50@9 10 2019-01-02
            1001 tax_exempt MIXED  25@9 10 2019-01-02
        """,
        policy="""
            targets = {first = {target = 0.5}, second = {target = 0.25}, third = {target = 0.25}}
            buy.symbols = ["XOM", "CVX", "COP", "MIXED"]
        """,
        classes=MIXED_FUND,
        sold={"CVX": 50},
        bought={"XOM": 50},
    ),
    Case(
        name="cash that no target is about is part of the whole all the same",
        holdings="""
            1001 tax_exempt XOM 60@90 100 2019-01-02
            1001 tax_exempt CASH 4000
        """,
        policy='targets = {"symbol:XOM" = {max = 0.5}, "class:cash" = {max = 1.0}}\n'
        'buy.symbols = ["BND"]\n',
        sold={"XOM": 10},
        bought=None,
        values={"targets.0.before": 0.6, "targets.0.after": 0.5},
    ),
    Case(
        name="what is owed in cash is paid by what is sold",
        holdings="""
            1001 tax_exempt AAPL 1000@50 100 2019-01-02
            1001 tax_exempt CASH -250
        """,
        policy='targets.magnificent_seven = { max = 0.2 }\nbuy.symbols = ["XOM"]\n'
        'restrictions.do_not_buy = ["XOM"]\n',
        sold={"AAPL": 801},  # to 19,900 of 99,750; 200 shares would be 20.05 %
        values={"status": "optimal"},
    ),
    Case(
        name="new money is invested although everything is in its band",
        holdings="""
            1001 taxable VTI 600@90 100 2019-01-02
            1001 taxable BND 400@90 100 2019-01-02
        """,
        policy="""
            targets = {"symbol:VTI" = {target = 0.6, band = 0.05}}
            buy.symbols = ["VTI", "BND"]
            trading.contribute = { "1001" = 10000 }
        """,
        bought={"VTI": 60, "BND": 40},
    ),
    washed("it 29 days before", "SPY", "2026-10-22", is_inside=True),
    washed("it 30 days before", "SPY", "2026-10-21", is_inside=True),
    washed("it 31 days before", "SPY", "2026-10-20", is_inside=False),
    washed("another fund on its index", "VOO", "2026-10-31", is_inside=True),
    washed("a fund on another index", "IWM", "2026-10-31", is_inside=False),
)
