"""Take compiled market figures into resources/market: copy the tables, describe each in a manifest.

    python3 packaging/build_snapshot.py FOLDER

FOLDER holds the tables named below. The manifest says of each what it is, as of when, from where,
how many rows, and its sha256, which the app checks before it believes a figure.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "market"

TABLES: dict[str, tuple[str, str, str]] = {
    # file -> (what it is, as of, source)
    "securities.csv": (
        "US-listed symbols: name, type, exchange, sector, company value",
        "2026-08-21",
        "compiled from exchange listings and public company data",
    ),
    "baskets.csv": (
        "constituents and weights of fund baskets",
        "2026-08-21",
        "SEC Form N-PORT (public record) or computed; baskets_meta.csv tells which, with dates",
    ),
    "baskets_meta.csv": (
        "as-of date, coverage, source and kind of each basket",
        "2026-08-21",
        "SEC Form N-PORT (public record) or computed; named per basket",
    ),
    "share_classes.csv": (
        "share classes of one company, by the symbol of its main class",
        "2026-08-21",
        "kept by hand in this folder, from the listed names in securities.csv",
    ),
    "non_us.csv": (
        "companies from elsewhere that securities.csv lists as common stock",
        "2026-08-21",
        "kept by hand in this folder: those above 10 bn USD in no US index basket",
    ),
    "fund_map.csv": (
        "which basket, or mix of baskets, stands for a fund",
        "2026-08-21",
        "compiled from fund prospectuses' stated indexes",
    ),
    "prices.csv": (
        "last prices of common funds and of the stocks the scenarios name",
        "2026-08-21",
        "public end-of-day quotes; each row has its own date",
    ),
    "total_return_monthly.csv": (
        "monthly total returns of 34 funds and stocks",
        "2026-07-31",
        "computed from public end-of-day prices and distributions",
    ),
    "total_return_daily.csv": (
        "daily total returns of IWM, IJR, SPY, QQQ, RSP, MAGS and AAPL",
        "2026-07-31",
        "computed from public end-of-day prices and distributions",
    ),
    "size_portfolios_monthly.csv": (
        "monthly returns of US stocks by company size, value-weighted",
        "2026-02-28",
        "Kenneth R. French data library, (c) Fama and French",
    ),
    "factors_monthly.csv": (
        "monthly market, size and value factors and the risk-free rate",
        "2025-12-31",
        "Kenneth R. French data library, (c) Fama and French",
    ),
    "rates_monthly.csv": (
        "Treasury 3-month, 2-year, 10-year and federal funds rates",
        "2026-08-20",
        "Federal Reserve, H.15 Selected Interest Rates",
    ),
}


def describe(name: str) -> dict[str, str | int]:
    """Return the manifest entry of the table *name* as it lies in the target folder."""
    what, as_of, source = TABLES[name]
    content = (TARGET / name).read_bytes()
    rows = content.count(b"\n") - (1 if content.endswith(b"\n") else 0)
    digest = hashlib.sha256(content).hexdigest()
    return {"what": what, "as_of": as_of, "source": source, "rows": rows, "sha256": digest}


def main() -> None:
    """Copy the tables, unless the folder is the target itself, and write the manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=TARGET)
    folder: Path = parser.parse_args().folder
    if folder.resolve() != TARGET:
        for name in TABLES:
            if (folder / name).exists():
                shutil.copyfile(folder / name, TARGET / name)
    manifest = {name: describe(name) for name in TABLES}
    path = TARGET / "manifest.json"
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{len(manifest)} tables described in {path}")


if __name__ == "__main__":
    main()
