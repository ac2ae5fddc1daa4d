"""The real books: names, places and sizes as published. What each calls an industry, and how large accounts are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from solver.errors import Finding, InputError

KEPT = ("account_id", "name", "lat", "lon", "state", "zip")


@dataclass(frozen=True)
class Book:
    """A real book.

    read : the published table → columns industry and size (text, float) of the rows that can be used. size : what the
    size is, in words. names : industry → the vertical it is part of. attach : thin vertical → the one whose reps take
    it. rest : the vertical of accounts without an industry. cells : what a map cell is in the geographic model. reps :
    size of the made-up team.
    """

    name: str
    size: str
    read: Callable[[pd.DataFrame], pd.DataFrame]
    names: Mapping[str, str]
    attach: Mapping[str, str]
    cells: str
    reps: int
    rest: str = "error"

    def file(self, data: Path) -> Path:
        """Where the table is in the folder of all data."""
        return data / self.name / "accounts.csv"

    def accounts(self, data: Path) -> pd.DataFrame:
        """What is real of the book, as text but for `size`; accounts without a place of their own are left out.

        Raises InputError when the table has another layout.
        """
        table = pd.read_csv(self.file(data), dtype=str, keep_default_na=False)
        missing = [column for column in KEPT if column not in table]
        if missing:
            message = f"no column {', '.join(missing)}: this is not the table that the benchmark knows"
            raise InputError([Finding("other-layout", message, "name the folder of the data with --data", self.name)])
        table = table[(table["lat"] != "") & (table["lon"] != "")].reset_index(drop=True)
        made = self.read(table)
        kept = table.loc[made.index, list(KEPT)]
        return kept.assign(zip3=kept["zip"].str[:3], **made).reset_index(drop=True)


def _georgia(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"industry": table["industry"], "size": table["jobs_reported"].astype(float)})


OWNERS = {"Proprietary": "proprietary", "Non-Profit": "non-profit"}


def _hospitals(table: pd.DataFrame) -> pd.DataFrame:
    """General hospitals by who owns them, the others by their type; unknown beds are the median of the type."""
    owner = table["owner_type"].map(OWNERS).fillna("public")
    kind = table["sub_industry"]
    industry = np.where(kind == "General Acute Care", "General Acute Care, " + owner, kind)
    beds = pd.to_numeric(table["beds"], errors="coerce")
    return pd.DataFrame({"industry": industry, "size": beds.fillna(beds.groupby(kind).transform("median"))})


BANDS = {"Nano Cap": 1.0, "Micro Cap": 2.0, "Small Cap": 4.0, "Mid Cap": 8.0, "Large Cap": 16.0, "Mega Cap": 48.0}
"""An index of how much a company of each market-cap band may buy."""


MISTAKEN = 20
"""More companies than this with one website and postal code have been given the address of another one."""


def _companies(table: pd.DataFrame) -> pd.DataFrame:
    """Companies of unknown size count as small; those with the address of another company are left out."""
    alike = table.groupby(["website", "zip"])["name"].transform("size")
    table = table[(alike <= MISTAKEN) | (table["website"] == "")]
    bands = table["market_cap_band"].map(BANDS).fillna(BANDS["Small Cap"])
    return pd.DataFrame({"industry": table["industry"], "size": bands})


GEORGIA = Book(
    "us_georgia_businesses",
    "jobs reported",
    _georgia,
    {
        "Accommodation and Food Services": "Hospitality",
        "Arts, Entertainment, and Recreation": "Hospitality",
        "Health Care and Social Assistance": "Health and education",
        "Educational Services": "Health and education",
        "Retail Trade": "Trade and transport",
        "Wholesale Trade": "Trade and transport",
        "Transportation and Warehousing": "Trade and transport",
        "Construction": "Construction and real estate",
        "Real Estate and Rental and Leasing": "Construction and real estate",
        "Manufacturing": "Industry and land",
        "Agriculture, Forestry, Fishing and Hunting": "Industry and land",
        "Professional, Scientific, and Technical Services": "Offices",
        "Finance and Insurance": "Offices",
        "Information": "Offices",
        "Management of Companies and Enterprises": "Offices",
        "Administrative and Support and Waste Management and Remediation Services": "Services",
        "Other Services (except Public Administration)": "Services",
    },
    {
        "Utilities": "Industry and land",
        "Mining, Quarrying, and Oil and Gas Extraction": "Industry and land",
        "Public Administration": "Services",
    },
    "zip",
    40,
    rest="Services",
)
HOSPITALS = Book(
    "us_hospitals",
    "beds",
    _hospitals,
    {
        "Psychiatric": "Post-acute and behavioral",
        "Rehabilitation": "Post-acute and behavioral",
        "Long Term Care": "Post-acute and behavioral",
        "Chronic Disease": "Post-acute and behavioral",
        "General Acute Care, public": "Public",
        "Critical Access": "Public",
        "Military": "Public",
        "General Acute Care, non-profit": "Non-profit",
        "Children": "Non-profit",
        "General Acute Care, proprietary": "Proprietary",
    },
    {"Special": "Post-acute and behavioral", "Women": "Non-profit"},
    "zip",
    48,
)
COMPANIES = Book(
    "us_public_companies",
    "market-cap band",
    _companies,
    {
        "Consumer Discretionary": "Consumer",
        "Consumer Staples": "Consumer",
        "Communication Services": "Technology and media",
        "Information Technology": "Technology and media",
        "Financials": "Finance and property",
        "Real Estate": "Finance and property",
        "Industrials": "Industry and energy",
        "Materials": "Industry and energy",
        "Energy": "Industry and energy",
    },
    {"Utilities": "Industry and energy"},
    "zip",
    36,
)
REAL = {book.name: book for book in (GEORGIA, HOSPITALS, COMPANIES)}
SAMPLE = "us-cities"
"""The sample that is shipped, as it is shipped."""
