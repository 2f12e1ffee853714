"""What a person knows better about one security than the market snapshot does."""

from dataclasses import dataclass
from enum import StrEnum

from rebalancer.classify.flaw import ClassificationError
from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass
from rebalancer.spelling import nearest

SECTORS = (
    *("Communication Services", "Consumer Discretionary", "Consumer Staples", "Energy"),
    *("Financials", "Health Care", "Industrials", "Information Technology", "Materials"),
    *("Real Estate", "Utilities"),
)
"""The eleven sectors of common usage, as the snapshot spells them."""

COMPANY_SIZES = (
    *(SizeClass.MEGA, SizeClass.LARGE, SizeClass.MID, SizeClass.SMALL, SizeClass.MICRO),
    SizeClass.NON_US,
)
"""Sizes that a company can be said to have."""

WHOLE = 1.0 + 1e-9


class Kind(StrEnum):
    """What a security can be said to be."""

    STOCK = "stock"
    """One company."""
    FUND = "fund"
    """A stock fund that nobody can see into."""
    BOND = "bond"
    CASH = "cash"
    COMMODITY = "commodity"
    OTHER = "other"

    @property
    def asset_class(self) -> AssetClass:
        """What an exposure to it finally is."""
        return AssetClass.STOCK if self is Kind.FUND else AssetClass(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is said of one symbol; None and empty where nothing is.

    Size and sector are the company's, and so hold for all its share classes.

    Attributes:
        looked_through_as: Baskets or funds that stand for this fund, with their shares of it; what
            they leave of the whole stays uncovered.

    Raises:
        ClassificationError: It says nothing, or contradicts itself.
    """

    symbol: str
    size: SizeClass | None = None
    sector: str | None = None
    kind: Kind | None = None
    same_company_as: str | None = None
    looked_through_as: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.symbol.strip():
            raise ClassificationError("corrections", "corrects no symbol")
        self._check_words()
        self._check_mix()
        said = [name for name, value in self.facts.items() if value]
        if not said:
            raise self._error("", "says nothing", "Give size, sector or kind, or remove it.")
        for alone in ("same_company_as", "looked_through_as"):
            if alone in said and len(said) > 1:
                other = next(name for name in said if name != alone)
                raise self._error(other, f"contradicts {alone}", f"Keep one of {', '.join(said)}.")
        if self.kind not in {None, Kind.STOCK, Kind.FUND} and len(said) > 1:
            other = next(name for name in said if name != "kind")
            raise self._error(other, f"makes no sense for a {self.kind}", f"Remove {other}.")

    @property
    def facts(self) -> dict[str, object]:
        """What it says, by the words of the file."""
        return {
            "size": self.size,
            "sector": self.sector,
            "kind": self.kind,
            "same_company_as": self.same_company_as,
            "looked_through_as": self.looked_through_as,
        }

    @property
    def is_company(self) -> bool:
        """Whether the symbol is said to be one company, whatever the snapshot takes it for."""
        return self.kind is Kind.STOCK or self.same_company_as is not None

    def _check_words(self) -> None:
        if self.size is not None and self.size not in COMPANY_SIZES:
            raise self._error(
                "size", f"cannot be “{self.size}”", f"Choose one of {', '.join(COMPANY_SIZES)}."
            )
        if self.sector is not None and self.sector not in SECTORS:
            remedy = nearest(self.sector, SECTORS) or f"Choose one of {', '.join(SECTORS)}."
            raise self._error("sector", f"has no choice “{self.sector}”", remedy)
        if self.same_company_as is not None and self.same_company_as == self.symbol:
            raise self._error("same_company_as", "names the symbol itself", "Name another one.")

    def _check_mix(self) -> None:
        shares = [share for _, share in self.looked_through_as]
        if any(not 0 < share <= WHOLE for share in shares) or sum(shares) > WHOLE:
            raise self._error(
                "looked_through_as",
                f"has shares that add up to {sum(shares):g}",
                "Every share has to be above 0, and all of them together at most 1.",
            )
        if self.symbol in dict(self.looked_through_as):
            raise self._error("looked_through_as", "names the fund itself", "Name another one.")

    def _error(self, word: str, problem: str, remedy: str = "") -> ClassificationError:
        place = f"corrections.{self.symbol}"
        return ClassificationError(f"{place}.{word}" if word else place, problem, remedy)
