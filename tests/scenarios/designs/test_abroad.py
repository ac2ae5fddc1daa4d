"""The geographic model outside of the United States: codes that look like ours, and the date line."""

from scenarios.designs.keys import UnitKeys
from tests.scenarios.designs.carving import accounts, built, carved, codes, said, table, units_of


def test_postal_codes_of_another_country_are_not_looked_up_in_the_usa() -> None:
    """80331 is Munich and a code of Colorado; a place in Munich decides which of the two is meant."""
    rows = [f"8033{number % 3} | {48.1 + number / 100} | 11.5" for number in range(12)]
    book = accounts("zip | lat | lon", *rows, "80331 | |")
    made = carved(book, UnitKeys("zip"))
    assert units_of(made) == [*("80330", "80331", "80332") * 4, "80331"]
    assert "far-from-code" not in codes(made, "warning", "note")
    assert said(made, "placed-in-unit").ids == ("a13",)
    assert 48.0 < float(made.tables.accounts["lat"].tolist()[-1]) < 48.3
    assert len(built(made).unit_ids) == 3


def test_codes_that_the_usa_does_not_write_are_units_abroad() -> None:
    rows = [f"{'sw1a  1aa' if number % 2 else 'SW1A 1AA'} | {51.5 + number / 1000} | -0.1" for number in range(11)]
    made = carved(accounts("zip | lat | lon", *rows, "LS1 4DY | 53.8 | -1.5", "n/a | 53.8 | -1.5"), UnitKeys("zip"))
    assert units_of(made) == [*["SW1A 1AA"] * 11, "LS1 4DY", "a13"]
    assert "foreign-code" not in codes(made, "warning", "note")


def test_one_code_in_two_countries_is_two_units() -> None:
    rows = ["10115 | DE | 52.5 | 13.4"] * 11 + ["10115 | EE | 59.4 | 24.7"]
    assert units_of(carved(accounts("zip | country | lat | lon", *rows), UnitKeys("zip"))) == [
        *["DE 10115"] * 11,
        "EE 10115",
    ]


def test_a_few_wrong_coordinates_do_not_make_a_book_foreign() -> None:
    rows = ["30301 | 33.8 | -84.4"] * 3 + ["30301 | 40.7 | -74.0"] * 9
    made = carved(accounts("zip | lat | lon", *rows), UnitKeys("zip"))
    assert len(said(made, "far-from-code").ids) == 9
    assert "codes-abroad" not in codes(made, "warning", "note")


def test_a_cell_across_the_date_line_lies_where_its_accounts_are() -> None:
    """The rep at the line starts there; the mean of the longitudes, 0, is half a globe away."""
    places = ["a | -17 | 170", "line | -17 | 179.8", "line | -17 | -179.8", "b | -17 | -170"]
    home = table("rep_id | lat | lon", "R1 | -17 | 179.9")
    problem = built(carved(accounts("cell | lat | lon", *places), UnitKeys("cell"), home))
    assert problem.land is not None
    assert problem.unit_ids[problem.land.roots].tolist() == ["line"]
