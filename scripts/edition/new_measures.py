"""A measure that no seed has: what a person must say of it stands in one row.

The row is written to proposals/new_measures.csv. Accepted, it becomes rows of the seeds that speak
of measures; while it is asked, a rehearsal reads the measure as one more of its group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from seeds import Description

ASK = "?"
NAME = "new_measures"
Row = dict[str, str]
# In the order in which a person fills them in. A code that the seeds have already says that the
# label is another name of that measure: then only a reason is needed.
COLUMNS = (
    *("printed_label", "measure_code", "name_nb", "name_en", "measure_group_code"),
    *("series_code", "lmp_category", "lmp_confidence"),
    *("succeeds_measure_code", "relation", "changed_from", "changed_to", "reason", "source"),
)
DESCRIPTION = Description(
    {column: "date" if column.startswith("changed") else "string" for column in COLUMNS},
    ["printed_label"],
    [],
    [],
    may_be_empty=True,
)
# The seeds in which every measure has a row.
TABLES = ("measures", "measure_series", "measure_lmp")
# What a value must be: a column of a seed that holds it.
REFERENCES = {
    "measure_group_code": ("measure_groups", "measure_group_code"),
    "series_code": ("series", "series_code"),
    "lmp_category": ("lmp_categories", "lmp_category"),
    "lmp_confidence": ("measure_lmp", "confidence"),
    "succeeds_measure_code": ("measures", "measure_code"),
    "relation": ("successions", "relation"),
}
# Without a relation nobody has judged how the measure came about: then its years are not compared.
OPTIONAL = ("succeeds_measure_code", "relation", "changed_from", "changed_to")


def asked(label: str, group: str | None, codes: Iterable[str], source: str) -> Row:
    """Return the row of a label that no seed knows, with questions where only a person can say."""
    row = dict.fromkeys(COLUMNS, ASK) | dict.fromkeys(OPTIONAL, "")
    return row | {
        "printed_label": label,
        "measure_code": _code(label, set(codes)),
        "name_nb": label,
        "measure_group_code": group or ASK,
        "source": source,
    }


def _code(label: str, taken: set[str]) -> str:
    """Return a code of this project's own for a label: its capital letters, "_" between words."""
    plain = label.upper().translate(str.maketrans({"Æ": "AE", "Ø": "O", "Å": "A"}))
    code = re.sub(r"[^A-Z0-9]+", "_", plain).strip("_")
    while code in taken:
        code += "_2"
    return code


def seed_rows(row: Row, tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return what a row becomes in each seed; what is asked is taken from a measure of its group.

    Args:
        row: of new_measures.csv.
        tables: the rows of the seeds TABLES.
    """
    code = row["measure_code"]
    label = {"row_dimension": "measure", "printed_label": row["printed_label"]}
    label |= {"dimension": "measure", "code": code, "source": row["source"]}
    if any(known["measure_code"] == code for known in tables["measures"]):
        other = {key: row[key] for key in ("measure_code", "printed_label", "reason")}
        return {"row_labels": [label], "other_labels": [other]}
    rows = {
        "measures": [row | {"name_en_source": "own translation", "is_nav_code": "false"}],
        "measure_series": [row],
        "measure_lmp": [row | {"confidence": row["lmp_confidence"]}],
        "row_labels": [label],
    }
    if row["relation"]:
        succession = {"from_measure_code": row["succeeds_measure_code"], "to_measure_code": code}
        rows["successions"] = [row | succession]
    if ASK not in row.values():
        return rows
    peers = [
        known["measure_code"]
        for known in tables["measures"]
        if row["measure_group_code"] in (ASK, known["measure_group_code"])
    ]
    unnamed = {"name_en": row["name_nb"]} if row["name_en"] == ASK else {}
    peer = {
        name: next(known for known in tables[name] if known["measure_code"] in peers)
        for name in tables
    }
    return {
        name: [
            {
                column: value if value != ASK else peer.get(name, {}).get(column, "")
                for column, value in (one | unnamed).items()
            }
            for one in found
        ]
        for name, found in rows.items()
    }
