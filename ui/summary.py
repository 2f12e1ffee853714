"""What the strip says of the household, and how each of its figures was computed."""

from rebalancer.classify.basket import MAGNIFICENT_SEVEN
from rebalancer.measure.measurement import Measurement, Share
from ui import format as fmt
from ui.language import sentences, tr
from ui.session import Measured, Session
from ui.widgets.strip import StripFigure, StripFigures
from ui.widgets.tax_words import tax_words
from ui.widgets.text import AFTER_THE_ARROW


def strip_figures(session: Session) -> StripFigures:
    """Return what the strip shows of *session*."""
    measured, plan = session.measured, session.plan
    if measured is None:
        return StripFigures()
    now = measured.measurement
    later = None if plan is None else plan.after
    return StripFigures(
        household=StripFigure(
            text=fmt.dollars(now.total_value), explanation=_of_total(session, measured)
        ),
        magnificent_seven=StripFigure(
            text=_magnificent_seven(now),
            after="" if later is None else _magnificent_seven(later),
            explanation=_of_seven(measured, later),
        ),
        small_cap=StripFigure(
            text=fmt.percent(now.small_cap.share),
            after="" if later is None else fmt.percent(later.small_cap.share),
            explanation=_of_small(measured, later),
        ),
        tax=StripFigure(
            text=fmt.UNKNOWN if plan is None else fmt.dollars(plan.tax.estimated_tax),
            explanation=_of_no_plan() if plan is None else tax_words(plan),
        ),
        as_of=StripFigure(
            text=tr("Not stated") if now.as_of is None else fmt.day(now.as_of),
            explanation=_of_day(measured),
        ),
    )


def _of_total(session: Session, measured: Measured) -> str:
    valued = session.decisions.valued_at
    prices = (
        tr("Positions are worth what the files state.")
        if valued is None
        else tr("Positions are valued at the refreshed prices where there are any.")
    )
    return sentences(
        tr(
            "The value of every position, cash and what is not settled yet, of all accounts, "
            "added up."
        ),
        prices,
        tr("Amounts in other currencies than USD are left out."),
        _dated(measured),
        _from_files(measured),
    )


def _of_seven(measured: Measured, later: Measurement | None) -> str:
    share = measured.measurement.baskets[MAGNIFICENT_SEVEN.key]
    basket = measured.universe.classification.basket(MAGNIFICENT_SEVEN.key)
    companies = ", ".join(sorted(basket.companies)) if basket else MAGNIFICENT_SEVEN.title
    held = tr(
        "What is held of {companies}, all share classes of each, divided by the value of "
        "everything: {direct} directly, {through_funds} through funds.",
        companies=companies,
        direct=fmt.percent(share.direct),
        through_funds=fmt.percent(share.through_funds),
    )
    return sentences(held, _bounds(share), _dated(measured), _seen(measured), _after(later))


def _of_small(measured: Measured, later: Measurement | None) -> str:
    share, limit = measured.measurement.small_cap, measured.universe.companies.breakpoints.mid
    held = tr(
        "What is held of small and micro companies, directly or through funds, divided by the "
        "value of everything. Members of the Russell 2000 and the S&P SmallCap 600 are small; of "
        "the others those are that are worth less than ${limit} billion.",
        limit=f"{limit:g}",
    )
    return sentences(held, _bounds(share), _dated(measured), _seen(measured), _after(later))


def _bounds(share: Share) -> str:
    low, high = fmt.percent(share.lower), fmt.percent(share.upper)
    return tr(
        "At least {low} and at most {high}, for all that is known of the funds.", low=low, high=high
    )


def _seen(measured: Measured) -> str:
    coverage = fmt.percent(measured.measurement.coverage)
    return tr(
        "{coverage} of the value is looked through, by the baskets that Exposure names.",
        coverage=coverage,
    )


def _after(later: Measurement | None) -> str:
    return "" if later is None else AFTER_THE_ARROW


def _of_no_plan() -> str:
    return tr("There is no plan yet, so nothing is sold and no tax arises: see Rebalance.")


def _of_day(measured: Measured) -> str:
    known = measured.measurement.as_of is not None
    oldest = tr("The oldest of the days that the files state.")
    return sentences(
        oldest if known else tr("None of the files states a day."), _from_files(measured)
    )


def _from_files(measured: Measured) -> str:
    return tr(
        "From {sources}.", sources=", ".join(source.name for source in measured.imported.sources)
    )


def _dated(measured: Measured) -> str:
    day = measured.measurement.as_of
    return (
        tr("No file states a day.")
        if day is None
        else tr("Holdings as of {day}.", day=fmt.day(day))
    )


def _magnificent_seven(measurement: Measurement) -> str:
    return fmt.percent(measurement.baskets[MAGNIFICENT_SEVEN.key].share)
