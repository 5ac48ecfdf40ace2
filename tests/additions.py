"""What an added edition may change of what was published before: what is listed here, no more."""

from __future__ import annotations

from conftest import Connection, values

# What is said against the year before in the archive, which may be another one now.
AGAINST_THE_YEAR_BEFORE = {
    *("is_comparable", "comparability_codes", "former_year", "notes_nb", "notes_en"),
    # A measure is new where the year before does not print it.
    "life_state",
}
# Rows that come or go, by mart: which they are, and why they may.
MAY_COME = {
    # A third division is linked with each of the others, and with all at once.
    "participants_by_county_harmonized": "(target_division, linked_division) not in "
    "(select (target_division, linked_division) from former.marts.area_counties) "
    "or linked_division = '_T'",
    # A breakdown that no edition had before is one that the other years have not.
    "coverage": "breakdown not in (select breakdown from former.marts.coverage)",
    # Another print of a year is checked as the first one was.
    "identity_checks": "document_id not in (select document_id from former.marts.dim_document)",
}
MAY_CHANGE = {
    "area_counties": "linked_division = '_T'",
    "participants_by_county_harmonized": "linked_division = '_T'",
    # Counted over all documents.
    "check_coverage": "true",
    "check_summary": "true",
}
# Where a mart says of which year a row is.
YEAR_OF = {
    "period": "year(period)",
    "from_period": "year(from_period)",
    **{name: name for name in ("calendar_year", "from_year", "to_year")},
}


def differences(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return how many rows of the years that were there are gone from each mart, and have come.

    The marts are compared with those of the database that is attached as `former`.
    """
    found = {}
    for mart in values(
        connection,
        "select table_name from duckdb_tables() "
        "where database_name = 'former' and schema_name = 'marts' order by 1",
    ):
        columns = values(
            connection,
            "select column_name from duckdb_columns() where database_name = 'former' "
            f"and table_name = '{mart}'",
        )
        kept = ", ".join(name for name in columns if name not in AGAINST_THE_YEAR_BEFORE)
        years = [
            f"{year} in (select year(period) from former.marts.participants)"
            for name, year in YEAR_OF.items()
            if name in columns
        ]
        where = " and ".join(years) or "true"
        former = f"select {kept} from former.marts.{mart} where {where}"
        now = f"select {kept} from marts.{mart} where {where}"
        (gone,) = values(
            connection,
            f"select count(*) from ({former} and not ({MAY_CHANGE.get(mart, 'false')}) "
            f"except all {now})",
        )
        (come,) = values(
            connection,
            f"select count(*) from ({now} and not ({MAY_COME.get(mart, 'false')}) "
            f"except all {former})",
        )
        # Of a list without years only what was there before must be as it was.
        if gone or (come and years and MAY_CHANGE.get(mart) != "true"):
            found[mart] = (gone, come)
    return found
