"""Every erratum is needed: without it the checks fail and lead to the damaged line."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from conftest import Workspace
from replay import clones, replay

# One variant of its document for each erratum left out, and one of each document with them all.
VARIANTS = """(
    select correction_id as variant_id, document_id, correction_id as left_out
    from built.reference.errata
    union all
    select document_id as variant_id, document_id, '' as left_out
    from built.reference.documents
)"""


@pytest.fixture(scope="module")
def variants(built: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the problems of all variants, from one run of the models."""
    inputs = {
        "staged.lines": clones("staged.lines", VARIANTS),
        "reference.documents": clones("reference.documents", VARIANTS),
        "reference.errata": clones(
            "reference.errata",
            VARIANTS,
            replace="variants.variant_id || '/' || original.correction_id as correction_id",
            where="original.correction_id <> variants.left_out",
        ),
        "reference.expected_checks": clones(
            "reference.expected_checks", VARIANTS, where="original.identity <> 'two_documents'"
        ),
        "checks.document_pairs": "select '' as document_id, '' as first_document_id where false",
    }
    with replay(built.folder, inputs, ["problems"]) as connection:
        yield connection


def test_documents_with_all_errata_have_no_problem(variants: duckdb.DuckDBPyConnection) -> None:
    problems = variants.execute(
        "select * from checks.problems "
        "where document_id in (select document_id from built.reference.documents)"
    ).fetchall()
    assert problems == []


def test_every_erratum_is_needed_and_its_absence_leads_to_its_line(
    variants: duckdb.DuckDBPyConnection,
) -> None:
    """Without it a problem, or a part of a violated identity, stands on a line that it corrects.

    A correction of a whole table (heading, context, header) is found by any line of the table.
    """
    not_found = variants.execute(
        """
        with corrected_lines as (
            select errata.correction_id, printed_rows.line_no
            from built.reference.errata as errata
            inner join built.staging.stg_rows as printed_rows
                on errata.document_id = printed_rows.document_id
            left join built.staging.stg_tables as headed
                on
                    errata.document_id = headed.document_id
                    and errata.line_no = headed.line_no
            where
                errata.line_no = printed_rows.line_no
                or headed.table_no = printed_rows.table_no
                or (errata.line_no is null and errata.printed = printed_rows.printed_label)
            union
            select correction_id, line_no from built.reference.errata where line_no is not null
        ),

        named_lines as (
            select document_id as variant_id, line_no as first_line_no, line_no as last_line_no
            from checks.problems
            union
            select document_id, first_part_line_no, last_part_line_no
            from checks.identity_checks
            where verdict = 'violated'
        )

        select correction_id from built.reference.errata
        except
        select corrected_lines.correction_id
        from corrected_lines
        inner join named_lines
            on
                corrected_lines.correction_id = named_lines.variant_id
                and corrected_lines.line_no
                between named_lines.first_line_no and named_lines.last_line_no
        """
    ).fetchall()
    assert not_found == []
