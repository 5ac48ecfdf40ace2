"""Keep on record what every column of every mart holds, so that a change of it is a decision.

The record, tests/approved_marts.csv, has a digest per column, rows in the order of the key. A test
compares it with a build; who means the change looks at it (`make release-diff`) and approves it.

    python scripts/approved_marts.py    say what the last build changed, and approve it
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import machine

from seeds import read_seed, write_seed

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = PROJECT / "nav_tiltak.duckdb"
RECORD = PROJECT / "tests" / "approved_marts.csv"
# Between two values, and in the place of one that is missing: neither stands in any text.
SEPARATOR, MISSING = "chr(31)", "chr(30)"


def digests(database: Path) -> list[dict[str, str]]:
    """Return mart, column, number of rows and digest for every column of the marts."""
    rows = []
    with duckdb.connect(database, read_only=True) as connection:
        for mart, key, columns in connection.execute(
            """
            select tables.table_name, any_value(keys.constraint_column_names),
                list(columns.column_name order by columns.column_index)
            from duckdb_tables() as tables
            inner join duckdb_columns() as columns using (table_oid, database_name)
            left join duckdb_constraints() as keys
                on tables.table_oid = keys.table_oid and keys.constraint_type = 'PRIMARY KEY'
            where tables.schema_name = 'marts'
            group by tables.table_name
            order by tables.table_name
            """
        ).fetchall():
            order = ", ".join(key or columns)
            texts = [f"coalesce({name}::varchar, {MISSING})" for name in columns]
            held = ", ".join(
                f"md5(string_agg({text}, {SEPARATOR} order by {order}))" for text in texts
            )
            (found,) = connection.execute(f"select count(*), {held} from marts.{mart}").fetchall()
            for name, digest in zip(columns, found[1:], strict=True):
                rows.append(
                    {"mart": mart, "column": name, "rows": str(found[0]), "digest": digest or ""}
                )
    return rows


def differences(approved: list[dict[str, str]], built: list[dict[str, str]]) -> list[str]:
    """Return in words what is not as it was approved, one line per mart."""
    former, present = (
        {(row["mart"], row["column"]): (row["rows"], row["digest"]) for row in rows}
        for rows in (approved, built)
    )
    changed: dict[str, list[str]] = {}
    for place in sorted(former.keys() | present.keys()):
        if former.get(place) != present.get(place):
            changed.setdefault(place[0], []).append(place[1])
    return [f"marts.{mart}: {', '.join(columns)}" for mart, columns in changed.items()]


def main() -> int:
    """Approve the last build."""
    machine.take()
    built = digests(DATABASE)
    words = differences(read_seed(RECORD) if RECORD.exists() else [], built)
    print("\n".join(words) or "nothing differs from what was approved")
    write_seed(RECORD, built)
    return 0


if __name__ == "__main__":
    raise SystemExit(machine.run(main))
