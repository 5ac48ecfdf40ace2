"""Every erratum is needed: without it the checks fail and lead to the damaged line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Connection, Workspace, values
from rehearse import Rehearsal, clones

# One variant of its document for each erratum left out, and one of each document with them all.
VARIANTS = """(
    select erratum_id as variant_id, document_id, erratum_id as left_out
    from built.reference.errata
    union all
    select document_id as variant_id, document_id, '' as left_out
    from built.reference.documents
)"""


@pytest.fixture(scope="module")
def variants(built: Workspace, rehearsal: Rehearsal) -> Iterator[Connection]:
    """Return the problems and suspects of all variants, from one run of the models."""
    inputs = {
        "staged.lines": clones("staged.lines", VARIANTS),
        "reference.documents": clones("reference.documents", VARIANTS),
        "reference.errata": clones(
            "reference.errata",
            VARIANTS,
            replace="variants.variant_id || '/' || original.erratum_id as erratum_id",
            where="original.erratum_id <> variants.left_out",
        ),
        "reference.expected_checks": clones(
            "reference.expected_checks", VARIANTS, where="original.identity <> 'two_documents'"
        ),
        "checks.int_document_pairs": (
            "select '' as document_id, '' as first_document_id where false"
        ),
    }
    wanted = ["problems", "suspect_cells", "suspect_rows"]
    with rehearsal.replay(built.folder, inputs, wanted) as connection:
        connection.execute(VIEWS)
        yield connection


# The lines that an erratum is about: those with its label, its own line, or those of the table
# whose heading, context or header it corrects. And what a reader is led to without it: lines that
# cannot be read, suspected rows and cells.
VIEWS = """
    create temp view damaged as
    select errata.erratum_id, errata.kind, printed_rows.line_no
    from built.reference.errata as errata
    inner join built.staging.stg_rows as printed_rows
        on errata.document_id = printed_rows.document_id
    left join built.staging.stg_tables as headed
        on errata.document_id = headed.document_id and errata.line_no = headed.line_no
    where
        errata.line_no = printed_rows.line_no
        or headed.table_no = printed_rows.table_no
        or (errata.line_no is null and errata.printed = printed_rows.printed_label)
    union
    select erratum_id, kind, line_no from built.reference.errata where line_no is not null;

    create temp view named as
    select document_id as erratum_id, line_no as first_line_no, line_no as last_line_no
    from checks.problems
    where
        line_no is not null
        and rule not in ('violated_identity', 'unused_mapping', 'unused_erratum')
    union
    select
        document_id, line_no, case slip when 'lost row' then other_line_no else line_no end
    from diagnosis.suspect_rows
    union
    select document_id, other_line_no, other_line_no
    from diagnosis.suspect_rows
    where slip = 'swapped rows'
    union
    select document_id, line_no, line_no
    from diagnosis.suspect_cells
    where
        suspect_rank = 1
        and is_unique
        and document_id not in (select document_id from diagnosis.suspect_rows);

    create temp view hits as
    select damaged.*, named.first_line_no, named.last_line_no
    from damaged
    inner join named
        on
            damaged.erratum_id = named.erratum_id
            and damaged.line_no between named.first_line_no and named.last_line_no;
"""


def test_documents_with_all_errata_have_no_problem(variants: Connection) -> None:
    problems = values(
        variants,
        "from checks.problems semi join built.reference.documents using (document_id)",
    )
    assert problems == []


def test_every_erratum_is_needed_and_without_it_only_its_lines_are_named(
    variants: Connection,
) -> None:
    """Any line of the table will do for what corrects its heading, context or header."""
    led_astray = values(
        variants,
        "select erratum_id from named semi join built.reference.errata using (erratum_id) "
        "anti join hits using (erratum_id, first_line_no, last_line_no) union all "
        "select erratum_id from built.reference.errata anti join named using (erratum_id)",
    )
    assert led_astray == []


def test_every_line_with_a_misread_label_is_named(variants: Connection) -> None:
    not_named = values(
        variants,
        "from damaged anti join hits using (erratum_id, line_no) where kind = 'label'",
    )
    assert not_named == []


def test_lost_and_shifted_rows_are_told_as_such(variants: Connection) -> None:
    rows = {
        erratum_id: (slip, line_no, other_line_no)
        for erratum_id, slip, line_no, other_line_no in variants.execute(
            "select document_id, slip, line_no, other_line_no from diagnosis.suspect_rows"
        ).fetchall()
    }
    for erratum_id, line_no in variants.execute(
        "select erratum_id, line_no from built.reference.errata where kind = 'lost_row'"
    ).fetchall():
        slip, first, last = rows[erratum_id]
        assert slip == "lost row"
        assert first <= line_no <= last
    shift = "arbeidspraksis_demografi_2024-27"
    assert rows[shift] == ("shifted left", 119, None)
