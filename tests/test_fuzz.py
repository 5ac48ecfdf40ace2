"""Generated and damaged tables: staging keeps every line, invents no cell and never crashes.

A few hundred cases on every run of the tests; `make fuzz` runs ten thousand of each kind.
"""

from __future__ import annotations

from dataclasses import dataclass

import stage
from conftest import SEEDS, Workspace
from hypothesis import given
from hypothesis import strategies as st
from parse import FILE_MARKS, Line, StagingError, parse, plain
from rehearse import Rehearsal

from seeds import csv_text

FORMS = stage.read_forms(SEEDS)
DOCUMENTS = [
    path.read_text(encoding="utf-8") for path in sorted((SEEDS / "documents").glob("*.txt"))
]
LETTERS = "abcdefghijæøåABCÆØÅ"
SPACES = " \u00a0\u2009\u202f"
MINUSES = "-−–"


@dataclass(frozen=True)
class Table:
    """A generated table: what stands above it, and rows of a label and figures (None for *)."""

    context: list[str]
    columns: list[str]
    rows: list[tuple[str, list[int | str]]]


words = (
    st.text(LETTERS + " ,()", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and not any(form.pattern.search(text) for form in FORMS))
)
labels = (
    st.text(LETTERS + " ,()-/0123456789", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: any(sign in LETTERS for sign in text))
)
figures = st.one_of(st.integers(-99_999, 9_999_999), st.sampled_from(["*", ""]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 5))
    columns = draw(st.lists(labels, min_size=width, max_size=width))
    row = st.tuples(labels, st.lists(figures, min_size=width, max_size=width))
    return Table(
        draw(st.lists(words, max_size=3)), columns, draw(st.lists(row, min_size=1, max_size=5))
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[list[Table]], str]:
    """Return pages of tables, and the text that a publisher and an extraction could make of it."""
    pages = draw(st.lists(st.lists(tables(), min_size=1, max_size=2), min_size=1, max_size=3))
    chosen = st.sampled_from
    heading, bold, escape = (
        draw(chosen(["", "# ", "### "])),
        draw(st.booleans()),
        draw(chosen("*\\")),
    )
    space, minus = draw(chosen(SPACES)), draw(chosen(MINUSES))

    def printed(figure: int | str) -> str:
        if isinstance(figure, str):
            return "\\*" if (figure, escape) == ("*", "\\") else figure
        text = f"{abs(figure):,}".replace(",", space)
        text = minus + text if figure < 0 else text
        return f"<b>{text}</b>" if bold else text

    lines = [""] * draw(st.integers(0, 3))
    for page in pages:
        lines += [f"{heading}Tabell. En måned", "", draw(words), "", "Februar 2014", ""]
        for table in page:
            for context in table.context:
                lines += [heading + context, *[""] * draw(st.integers(0, 1))]
            lines.append("\t".join(["", *table.columns]))
            for label, row in table.rows:
                lines += [""] * draw(st.integers(0, 1))
                lines.append("\t".join([label, *map(printed, row)]))
        lines += [""] * draw(st.integers(0, 4))
    end = draw(chosen(["\n", "\r\n"]))
    return pages, draw(chosen(["", "\ufeff"])) + end.join(lines)


# What was generated, for the models to read all at once.
GENERATED: list[tuple[list[list[Table]], str]] = []


@given(documents())
def test_rows_survive_the_way_to_text_and_back(document: tuple[list[list[Table]], str]) -> None:
    pages, text = document
    GENERATED.append(document)
    lines = parse("fuzz.txt", stage.decode("fuzz.txt", text.encode()), FORMS)
    assert "\n".join(line.line_text for line in lines) == text
    assert lines[-1].page_no == len(pages)
    expected = [table for page in pages for table in page]
    for table_no, table in enumerate(expected, 1):
        mine = [line for line in lines if line.table_no == table_no]
        contexts = [plain(line.line_text) for line in mine if line.line_kind == "context"]
        assert contexts == table.context
        rows = [line.bare_text.split("\t") for line in mine if line.line_kind == "data_row"]
        assert [row[0] for row in rows] == [label for label, _ in table.rows]
        assert [len(row) - 1 for row in rows] == [len(table.columns)] * len(rows)


def test_models_read_the_generated_rows(rehearsal: Rehearsal, seeded: Workspace) -> None:
    """Every generated document as one of the seeds: each cell is typed as it was generated."""
    staged = [csv_text([stage.COLUMNS])]
    expected = []
    for number, (pages, text) in enumerate(GENERATED):
        document_id = f"fuzz_{number}"
        lines = parse(document_id, text, FORMS)
        staged.append(stage.lines_text(document_id, lines))
        rows = [row for page in pages for table in page for row in table.rows]
        numbers = [line.line_no for line in lines if line.line_kind == "data_row"]
        expected += [
            (
                document_id,
                line_no,
                column_no,
                {"": "blank", "*": "suppressed"}.get(str(figure), "number"),
                figure if isinstance(figure, int) else None,
            )
            for line_no, (_, row) in zip(numbers, rows, strict=True)
            for column_no, figure in enumerate(row, 1)
        ]
    (seeded.seeds / stage.STAGED).write_bytes("".join(staged).encode())
    with rehearsal.run(seeded.seeds, ["stg_cells", "stg_rows", "stg_tables"]) as connection:
        cells = connection.execute(
            "select document_id, line_no, column_no, cell_kind, cell_number from staging.stg_cells"
        ).fetchall()
        kept = connection.execute(
            "select document_id, string_agg(coalesce(line_text, ''), chr(10) order by line_no) "
            "from staged.lines group by document_id"
        ).fetchall()
    assert GENERATED
    assert sorted(cells, key=str) == sorted(expected, key=str)
    assert dict(kept) == {f"fuzz_{number}": text for number, (_, text) in enumerate(GENERATED)}


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a document, real or generated, with a few places of it damaged."""
    text = draw(st.one_of(st.sampled_from(DOCUMENTS), documents().map(lambda made: made[1])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(text) - 1, 0)))
        end = min(start + draw(st.sampled_from([0, 1, 1, 2, 30, 2_000])), len(text))
        piece = text[start:end]
        insert = draw(
            st.one_of(
                st.sampled_from(
                    ["", "\t", "\n", " ", "*", "<b>", "\\", "# ", "\r", "\ufeff", "\f", "\x00"]
                ),
                st.just(piece + piece),
                st.just(piece[::-1]),
                st.text(max_size=4),
            )
        )
        text = text[:start] + insert + text[end:]
    return text


def kept_or_refused(content: bytes) -> list[Line]:
    """Return the lines of a content, which are its bytes; none where it is refused with reasons."""
    try:
        lines = parse("fuzz.txt", stage.decode("fuzz.txt", content), FORMS)
    except StagingError as error:
        message = str(error)
        assert message.startswith("fuzz.txt")
        assert all(f"\n  {part}:" in message for part in ("found", "expected", "next"))
        return []
    assert "\n".join(line.line_text for line in lines).encode() == content
    return lines


@given(damaged())
def test_damage_is_refused_or_kept_but_never_crashes(text: str) -> None:
    widths: dict[int | None, int] = {}
    for line in kept_or_refused(text.encode()):
        tabs = line.line_text.strip(FILE_MARKS).count("\t")
        if line.line_kind == "table_header":
            widths[line.table_no] = tabs
        elif line.line_kind == "data_row":
            # As many cells as columns: none is invented, none is lost.
            assert tabs == widths[line.table_no]
        else:
            assert tabs == 0


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_kept(content: bytes) -> None:
    kept_or_refused(content)
