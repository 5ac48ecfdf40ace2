"""The exports, read by programs that others wrote, hold what the marts hold."""

from __future__ import annotations

import contextlib
import csv
import datetime
import hashlib
import importlib.metadata
import itertools
import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import browser
import duckdb
import frictionless
import openpyxl
import pandas
import pyarrow.parquet
import pytest
import yaml
from conftest import CONTENT_CHANGED, DATABASE, PROJECT, READERS, Connection, Workspace, values
from export import excel
from export.about import words_of
from export.functions import SCHEMA
from openpyxl.worksheet.worksheet import Worksheet
from pyjstat import pyjstat
from rehearse import rows_of as rows

OLD_DUCKDB = "1.2.0" if sys.version_info < (3, 14) else "1.4.5"


@pytest.fixture(scope="module")
def exports(built: Workspace) -> Path:
    """Return the folder of the exports."""
    return built.folder / "exports"


@pytest.fixture(scope="module")
def package(exports: Path) -> dict[str, Any]:
    """Return the data package's descriptor, of the marts alone."""
    held = json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))
    held["resources"] = [one for one in held["resources"] if one["path"].startswith("csv/")]
    return held


def mart_names(connection: Connection, *columns: str) -> list[str]:
    """Return the names of the marts that have all these columns."""
    return values(
        connection,
        "select table_name from duckdb_columns() where schema_name = 'marts' group by table_name "
        f"having list_has_all(list(column_name), {list(columns)}) order by table_name",
    )


def test_every_mart_is_in_every_folder(exports: Path, marts: Connection) -> None:
    """Marts, CSV, Parquet, data package and codebook have the same tables and columns."""
    names = mart_names(marts)
    for kind in ("csv", "parquet"):
        assert sorted(path.stem for path in (exports / kind).iterdir()) == names
    codebook = (exports / "codebook.md").read_text(encoding="utf-8")
    for name in names:
        described = values(marts, f"describe marts.{name}")
        with (exports / "csv" / f"{name}.csv").open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == described
        part = codebook.split(f"## {name}\n")[1].split("\n## ")[0]
        assert [
            line.split("|")[1].strip(" *") for line in part.splitlines() if line.startswith("| ")
        ][1:] == described


def test_what_readers_are_asked_comes_first(exports: Path, package: dict[str, Any]) -> None:
    """Before the table of contents, figures or anything else, in every language of a file."""
    nb, en = (
        words_of(PROJECT / "scripts" / "export" / "words.toml", language)["asked"]
        for language in ("nb", "en")
    )
    readme, codebook = (
        (exports / name).read_text(encoding="utf-8").split("\n\n")
        for name in ("README.md", "codebook.md")
    )
    assert readme[1] == f"**{nb}**"
    assert readme[readme.index(f"**{en}**") - 1].startswith("# ")
    assert codebook[1] == f"**{en}**"
    assert package["description"].startswith(en)
    workbook = openpyxl.load_workbook(exports / "excel" / "nav_tiltak.xlsx", read_only=True)
    assert [sheet["A2"].value for sheet in workbook.worksheets[:2]] == [nb, en]
    for page, asked in (("index", nb), ("en", en), ("explore", nb), ("explore-en", en)):
        html = (exports / "report" / f"{page}.html").read_text(encoding="utf-8")
        assert asked in html.split("<dl ")[0].replace("&#39;", "'")
    for path in (exports / "jsonstat").glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["note"][0] in (nb, en)
    sources = (exports / "SOURCES.md").read_text(encoding="utf-8").split("\n\n")
    assert [sources[no + 1] for no, line in enumerate(sources) if line.startswith("# ")] == [
        f"**{nb}**",
        f"**{en}**",
    ]
    opening = (PROJECT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    assert "do not work out what NAV suppressed, and do not publish it" in opening


def test_checksums_are_those_of_the_files(exports: Path) -> None:
    """`sha256sum --check` would pass, and no file but the database is left out."""
    lines = (exports / "sha256sums").read_text(encoding="utf-8").splitlines()
    held = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.relative_to(exports).as_posix() for path in exports.rglob("*") if path.is_file()}
    assert files - set(held) == {"nav_tiltak.duckdb", "sha256sums"}
    for name, digest in held.items():
        assert hashlib.sha256((exports / name).read_bytes()).hexdigest() == digest


def test_parquet_is_the_mart_for_pyarrow(exports: Path, marts: Connection) -> None:
    """Values, order, title, licence and units are read by pyarrow as they are in the marts."""
    for name in mart_names(marts):
        table = pyarrow.parquet.read_table(exports / "parquet" / f"{name}.parquet")
        held = [
            {key: computable(cell) for key, cell in row.items()}
            for row in rows(marts, f"from marts.{name}")
        ]
        assert table.to_pylist() == held
        metadata = {key.decode(): text.decode() for key, text in table.schema.metadata.items()}
        assert metadata["licence"] == "NOASSERTION"
        assert metadata["title"]
        assert metadata["description"].startswith("One row per")
        assert list(json.loads(metadata["columns"])) == table.column_names


def computable(cell: object) -> object:
    """Return a value as pandas computes with it: a decimal as a double, a day as a time."""
    if isinstance(cell, datetime.date):
        return datetime.datetime.combine(cell, datetime.time())
    return float(cell) if isinstance(cell, Decimal) else cell


def test_pandas_computes_with_parquet_as_it_reads_it(exports: Path) -> None:
    """No column is of objects; years are means of months, and a verdict of none is none."""
    for path in (exports / "parquet").iterdir():
        table = pandas.read_parquet(path)
        objects = [name for name in table if table[name].dtype == object and table[name].count()]
        assert objects == [], path.name
    table = pandas.read_parquet(exports / "parquet" / "annual_means.parquet")
    total = table[(table["status_code"] == "_T") & (table["sex_code"] == "_T")]
    (mean,) = total[(total["measure_set_code"] == "_T") & (total["period"].dt.year == 2017)][
        "obs_value"
    ]
    table = pandas.read_parquet(exports / "parquet" / "participants_by_measure_group.parquet")
    total = table[table[["measure_group_code", "status_code", "sex_code"]].eq("_T").all(axis=1)]
    years = total.set_index("period")["obs_value"].resample("YS").mean().round(1)
    assert years["2017-01-01"] == mean
    assert len(table[table["is_comparable"]]) < len(table[table["is_comparable"].fillna(True)])


def test_csv_is_the_mart(exports: Path, marts: Connection) -> None:
    """Every value is in the CSV file as text: codes keep their zeros, NULL is empty."""
    for name in mart_names(marts):
        with (exports / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.DictReader(file))
        held = rows(marts, f"select columns(*)::varchar from marts.{name}")
        # Rows that tell what a column holds may come first (test_contracts says which).
        assert sorted([cell or "" for cell in row.values()] for row in held) == sorted(
            [*row.values()] for row in written
        )


@pytest.fixture(scope="module")
def mixed(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of the columns of CSV files that hold text and numbers: file and column."""
    lines = []
    with duckdb.connect() as connection:
        for file in (path for kind in ("csv", "tidy") for path in (exports / kind).iterdir()):
            read = f"from read_csv('{file}', all_varchar = true, header = true)"
            names = [column[0] for column in connection.execute(read).description]
            number = "regexp_full_match({0}, '-?\\d+(\\.\\d+)?')"
            told = ", ".join(
                f"bool_or({one}) and not bool_and({one})"
                for one in (number.format(name) for name in names)
            )
            found = connection.execute(f"select {told} {read}").fetchone()
            lines += [
                f"{file},{name}" for name, is_mixed in zip(names, found, strict=True) if is_mixed
            ]
    path = tmp_path_factory.mktemp("mixed") / "mixed.csv"
    path.write_text("file,column\n" + "\n".join(sorted(lines)) + "\n", encoding="utf-8")
    return path


READ_WITH_DEFAULTS = """
import csv
import sys
import warnings

import duckdb
import pandas
import polars

warnings.simplefilter("error")
held = {}
with open(sys.argv[1]) as file:
    for row in csv.DictReader(file):
        held.setdefault(row["file"], []).append(row["column"])
for path, columns in held.items():
    polar, panda = polars.read_csv(path), pandas.read_csv(path)
    described = duckdb.execute(f"describe from '{path}'").fetchall()
    duck = {name: kind for name, kind, *_ in described}
    for name in columns:
        kinds = str(polar[name].dtype), str(panda[name].dtype), duck[name]
        if kinds != ("String", "str", "VARCHAR"):
            print(path, name, kinds)
print(len(held))
"""


def test_defaults_of_python_readers_keep_what_mixes_text_and_digits(
    exports: Path, mixed: Path
) -> None:
    """Whole, and as text: a column is not cut in two, and no zero in front is lost."""
    assert int(read_apart(READ_WITH_DEFAULTS, mixed)) > 10


READ_WITH_R = """
suppressMessages({library(readr); library(data.table)})
options(warn = 2)
mixed <- fread(commandArgs(TRUE)[1])
for (path in unique(mixed$file)) {
  read <- list(fread(path, encoding = "UTF-8"),
               read_csv(path, show_col_types = FALSE, progress = FALSE))
  for (name in mixed[file == path, column])
    if (!all(sapply(read, function(table) is.character(table[[name]])))) print(c(path, name))
}
cat(uniqueN(mixed$file))
"""


def test_defaults_of_r_readers_keep_what_mixes_text_and_digits(mixed: Path) -> None:
    program = shutil.which("Rscript")
    needed = "library(readr); library(data.table)"
    if not program or subprocess.run([program, "-e", needed], capture_output=True).returncode:
        pytest.skip("R with readr and data.table is not installed")
    outcome = subprocess.run(
        [program, "-e", READ_WITH_R, str(mixed)], capture_output=True, text=True
    )
    assert outcome.stdout.isdigit(), outcome.stdout + outcome.stderr


def test_codes_of_digits_only_are_in_the_typed_examples(exports: Path, marts: Connection) -> None:
    """A reader that guesses makes numbers of them: 301 of 0301."""
    codes = marts.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and data_type = 'VARCHAR'"
    ).fetchall()
    digits = {
        column
        for table, column in codes
        if marts.execute(
            f"select bool_and(regexp_full_match({column}, '\\d+')) "
            f"and bool_or({column} like '0_%') from marts.{table}"
        ).fetchone()[0]
    }
    readme = (exports / "README.md").read_text(encoding="utf-8")
    examples = [part for part in readme.split("```") if "csv/dim_municipality_transfer" in part]
    assert len(examples) == len(("pandas", "polars", "DuckDB", "readr", "data.table"))
    assert digits
    for example in examples:
        assert all(code in example for code in digits), example


def test_data_package_is_valid_for_frictionless(exports: Path) -> None:
    """Types, keys, references, codes, hashes and byte counts hold."""
    report = frictionless.validate(str(exports / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]


def test_data_package_says_what_things_are(package: dict[str, Any]) -> None:
    """Sources, labelled missing values, keys and units are stated."""
    # The documents state none.
    assert "licenses" not in package
    assert len(package["sources"]) == 6
    for resource in package["resources"]:
        schema = resource["schema"]
        assert schema["primaryKey"]
        assert schema["missingValues"][0]["label"]
        for described in schema["fields"]:
            assert described["description"]
            if described["type"] in ("integer", "number"):
                assert described["unit"], (resource["name"], described["name"])
        titles = {part["name"]: part["title"] for part in schema["fields"]}
        if {"period", "obs_value"} <= set(titles):
            unnamed = [key for key in schema["primaryKey"] if titles[key] == key]
            assert not unnamed, (resource["name"], "config.meta.label_nb, label_en", unnamed)
    by_name = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert {
        "fields": ["county_division", "county_code"],
        "reference": {"resource": "dim_county", "fields": ["county_division", "county_code"]},
    } in by_name["participants_by_county"]["foreignKeys"]


def test_usage_warnings_are_a_closed_list(package: dict[str, Any], marts: Connection) -> None:
    """Every warning of a table is explained, and every explained warning is some table's."""
    used = {code for resource in package["resources"] for code in resource["usageWarnings"]}
    assert used == set(values(marts, "select warning_code from marts.dim_usage_warning"))
    for resource in package["resources"]:
        fields = {described["name"] for described in resource["schema"]["fields"]}
        if "obs_value_min" in fields:
            assert "SUPPRESSED_NOT_ZERO" in resource["usageWarnings"], resource["name"]


def read_apart(script: str, path: Path) -> str:
    """Return what a script prints that reads the exports in the readers' environment."""
    if not READERS.exists():
        pytest.skip("other readers are not installed (make .venv-readers/installed)")
    outcome = subprocess.run(
        [str(READERS), "-c", script, str(path)], capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.strip()


VALIDATE_JSON_STAT = """
import json
import sys
from pathlib import Path

from jsonstat_validator import validate_jsonstat

files = sorted(Path(sys.argv[1], "jsonstat").iterdir())
assert all(validate_jsonstat(json.loads(file.read_bytes())) for file in files)
print(len(files))
"""


def test_json_stat_is_valid_for_its_validator(exports: Path, cubes: list[Cube]) -> None:
    assert int(read_apart(VALIDATE_JSON_STAT, exports)) == 2 * len(cubes) > 0


READ_PX = """
import json
import sys
from pathlib import Path

from pyaxis import pyaxis

read = {}
for file in sorted(Path(sys.argv[1], "px").glob("*.nb.px")):
    english = file.with_name(file.name.replace(".nb.", ".en.")).read_text(encoding="utf-8")
    assert english.split("DATA=")[1] == file.read_text(encoding="utf-8").split("DATA=")[1]
    px = pyaxis.parse(str(file), "utf-8", null_values="^never$", sd_values="^never$")
    said, table = px["METADATA"], px["DATA"]
    names = [*said["STUB"], *said["HEADING"]]
    values = [said[f"VALUES({name})"] for name in names]
    assert all(len(set(held)) == len(held) for held in values), file.name
    codes = [dict(zip(held, said[f"CODES({name})"])) for name, held in zip(names, values)]
    read[file.name] = [
        [*(code[cell] for code, cell in zip(codes, row)), row[-1]]
        for row in table.itertuples(index=False, name=None)
    ]
print(json.dumps(read))
"""


def test_px_is_the_mart_for_pyaxis(
    exports: Path, marts: Connection, package: dict[str, Any]
) -> None:
    """Every cell, the same in both languages: what is suppressed is a symbol and has its bounds."""
    read = json.loads(read_apart(READ_PX, exports))
    symbols = {cell for cells in read.values() for *_, cell in cells if cell.startswith('"')}
    assert symbols == {'"."', '".."', '"..."'}
    assert {name.split(".")[0] for name in read} == {
        "participants_by_measure_group",
        "participants_by_measure",
        "participants_by_series",
        "participants_by_county",
    }
    for name, cells in read.items():
        mart, *part = name.removesuffix(".px").split(".")[:-1]
        where = f"county_division = '{part[0]}'" if part else "true"
        (keys,) = [
            resource["schema"]["primaryKey"]
            for resource in package["resources"]
            if resource["name"] == mart
        ]
        stub = [key for key in keys if key != "period"]
        figures = rows(
            marts,
            f"select [{', '.join(f'{key}::varchar' for key in (*stub, 'period'))}] as codes, "
            f"obs_value, obs_value_min, obs_value_max from marts.{mart} where {where}",
        )
        held = {
            (*row["codes"], column): symbol_of(row) if row[column] is None else str(row[column])
            for row in figures
            for column in ("obs_value", "obs_value_min", "obs_value_max")
        }
        found = {tuple(codes): cell for *codes, cell in cells if cell != '".."'}
        assert found == held, name


def symbol_of(row: dict[str, Any]) -> str:
    """Return the symbol of a figure that is not known."""
    return '"."' if (row["obs_value_min"], row["obs_value_max"]) == (0, 3) else '"..."'


class Cube(NamedTuple):
    """A JSON-stat file in Norwegian, and what it says."""

    path: Path
    said: dict[str, Any]

    def rows(self) -> str:
        """Return the part of a query for the mart's rows that it is made of: its single codes."""
        single = {
            column: dimension["category"]["index"][0]
            for column, dimension in self.said["dimension"].items()
            if column != "contents" and len(dimension["category"]["index"]) == 1
        }
        conditions = ["true", *(f"{column} = '{code}'" for column, code in single.items())]
        return f"from marts.{self.mart()} where {' and '.join(conditions)}"

    def mart(self) -> str:
        """Return the name of the mart."""
        return self.path.name.split(".")[0]


@pytest.fixture(scope="module")
def cubes(exports: Path) -> list[Cube]:
    """Return all cubes."""
    paths = sorted((exports / "jsonstat").glob("*.nb.json"))
    return [Cube(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]


# A mart calls its figures by what they are.
FIGURES = "^(obs_value|change)(_min|_max)?$"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyjstat")
@pytest.mark.parametrize("largest", [6_000, pytest.param(None, marks=pytest.mark.long)])
def test_json_stat_is_the_mart_for_pyjstat(
    largest: int | None, cubes: list[Cube], marts: Connection
) -> None:
    """Values and bounds are those of the mart; what is not known has no value.

    Of a large cube only in the long tests: pyjstat takes ten thousand values a second or two.
    """
    # Every mart of figures but the one of all dimensions is a cube, or several.
    series = set(mart_names(marts, "obs_value", "period"))
    assert {cube.mart() for cube in cubes} >= series - {
        *("participants", "revisions", "identity_checks", "printed_cells"),
        "external_agreement",
    }
    chosen = [cube for cube in cubes if largest is None or len(cube.said["value"]) <= largest]
    assert len(chosen) > 5
    for cube in chosen:
        text = cube.path.read_text(encoding="utf-8")
        frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
        read = {
            (*codes, content): float(figure)
            for *codes, content, figure in frame[frame["value"].notna()].itertuples(index=False)
        }
        keys = [column for column in frame.columns if column not in ("contents", "value")]
        names = ", ".join(f"{key}::varchar as {key}" for key in keys)
        held = {
            (*(row[key] for key in keys), content): float(figure)
            for row in rows(marts, f"select {names}, columns('{FIGURES}') {cube.rows()}")
            for content, figure in row.items()
            if content not in keys and figure is not None
        }
        assert read == held


def test_json_stat_keeps_status_and_roles(cubes: list[Cube], marts: Connection) -> None:
    """A cell's status is the mart's, time and geography are named, both languages agree."""
    for each in cubes:
        cube = each.said
        other = each.path.with_name(each.path.name.replace(".nb.", ".en."))
        english = json.loads(other.read_text(encoding="utf-8"))
        assert cube["value"] == english["value"]
        assert cube["status"] == english["status"]
        assert cube["label"] != english["label"]
        assert cube["role"]["time"] == ["period"]
        areas = {"county_code", "area_code"} & set(cube["id"])
        assert ("geo" in cube["role"]) == bool(areas)
        figures = {cell: letter for cell, letter in cube["status"].items() if int(cell) % 3 == 0}
        assert sorted(figures.values()) == sorted(values(marts, f"select obs_status {each.rows()}"))
        unknown = {cell for cell, letter in figures.items() if letter == "Q"}
        assert not unknown & set(cube["value"])


@pytest.fixture(scope="module")
def workbook(exports: Path) -> openpyxl.Workbook:
    """Return the Excel workbook."""
    return openpyxl.load_workbook(exports / "excel" / "nav_tiltak.xlsx")


@pytest.fixture(scope="module")
def sheets(workbook: openpyxl.Workbook) -> dict[str, Worksheet]:
    """Return the sheets of tables by the names of their tables."""
    return {table_of(sheet): sheet for sheet in workbook.worksheets[3:]}


def test_excel_sheets_are_called_in_words_that_lead_to_files(
    exports: Path, workbook: openpyxl.Workbook
) -> None:
    """No sheet has the name of a mart or of codes, or is cut; its file, and those named, exist."""
    head, *lines = workbook.worksheets[2].iter_rows(values_only=True)
    assert head[:2] == ("Ark - Sheet", "Fil - File")
    assert [line[0] for line in lines if line[0]] == workbook.sheetnames[3:]
    files = [line[1] for line in lines]
    assert {*files} == {f"csv/{file.name}" for file in (exports / "csv").iterdir()}
    for name in workbook.sheetnames[3:]:
        # A word, then words or the year of a division of counties.
        assert re.fullmatch(r"[A-ZÅ][A-Za-zæøå ,()]+(\d{4}\)?)?", name), name
        assert name.count("(") == name.count(")"), name
    said = "\n".join(
        text
        for sheet in workbook.worksheets
        for line in (sheet.iter_rows() if sheet in workbook.worksheets[:2] else [sheet[1]])
        for cell in line
        for text in (str(cell.value), cell.comment.text if cell.comment else "")
    )
    named = re.findall(r"(?:arket «|sheet “)([^»”]+)[»”]", said)
    assert {*named} <= {*workbook.sheetnames} and len({*named}) == 5
    assert len(re.findall(r"\b(?:arket|the sheet)\b", said)) == len(named)


def test_excel_is_the_mart_for_openpyxl(
    workbook: openpyxl.Workbook, marts: Connection, package: dict[str, Any]
) -> None:
    """Every figure of a wide sheet is the mart's, and what is suppressed is never a number."""
    keys = {resource["name"]: resource["schema"]["primaryKey"] for resource in package["resources"]}
    seen = set()
    for sheet in workbook.worksheets[3:]:
        lines = sheet.iter_rows(values_only=True)
        head = next(lines)
        places = [no for no, text in enumerate(head) if re.fullmatch(r"\d{4}(-\d\d)?", text)]
        if not places:
            continue
        codes = [text for text in head if re.fullmatch(r"[a-z_]+", text)]
        held = [line for line in lines if any(cell is not None for cell in line)]
        mart, where = made_of(table_of(sheet), keys)
        # A group's measures are chosen and summed by the group, which their key does without.
        above = ["measure_group_code"] * (mart == "participants_by_measure")
        assert codes == [*above, *(key for key in keys[mart] if key != "period")]
        seen.add(mart)
        period_of = {head[no]: no for no in places}
        written = {
            (*(line[head.index(code)] for code in codes), period): line[no]
            for line in held
            for period, no in period_of.items()
            if line[no] is not None
        }
        length = 4 if mart == "annual_means" else 7
        assert written == {
            (*(str(row[code]) for code in codes), str(row["period"])[:length]): shown(row)
            for row in rows(marts, f"from marts.{mart} where obs_value_min is not null and {where}")
        }
    figures = {name for name in mart_names(marts, "obs_status") if "period" in keys[name]}
    # Changes stand beside their figures, in a sheet of their own (test_questions.py).
    assert figures - seen == {"participants", "same_month_changes"}


def test_codes_stand_in_the_order_of_their_list(
    sheets: dict[str, Worksheet], cubes: list[Cube], marts: Connection
) -> None:
    """Ages from the youngest, education from the shortest, the total before its parts."""
    listed = {
        (dimension, code): place
        for dimension, code, place in marts.execute(
            "select dimension, code, order_no from marts.dim_code where dimension <> 'county' "
            "union all select 'series', series_code, order_no from marts.dim_series "
            "union all select 'geography_method', geography_method, order_no "
            "from marts.dim_geography_method"
        ).fetchall()
    }
    kinds = {"measure_group": 1, "measure": 2, "series": 3}
    listed |= {("measure_set_kind", kind): place for kind, place in kinds.items()}

    def place(column: str, code: str) -> tuple[bool, int, str]:
        return code != "_T", listed.get((column.removesuffix("_code"), code), 0), code

    told = Counter[str]()
    for cube in cubes:
        for column, dimension in cube.said["dimension"].items():
            codes = dimension["category"]["index"]
            if column not in ("contents", "dimension", "category_code"):
                assert codes == sorted(codes, key=lambda code, of=column: place(of, code)), column
                told[column] += len(codes) > 1
    assert {"status_code", "sex_code", "series_code", "measure_set_kind"} <= {*told.elements()}

    head, *lines = sheets["participants_by_background"].iter_rows(values_only=True)
    keys = [head.index(key) for key in ("measure_code", "dimension", "category_code")]
    rows = [tuple(line[no] for no in keys) for line in lines]
    for (measure, dimension), held in itertools.groupby(rows, key=lambda row: row[:2]):
        codes = [code for _, _, code in held]
        assert codes == sorted(codes, key=lambda code, of=dimension: place(of, code)), measure
        told[dimension] += len(codes) > 1
    assert len(rows) == len({*rows})
    assert {"age", "education"} <= {*told.elements()}

    head, first, *_ = sheets["annual_means"].iter_rows(values_only=True)
    keys = ("measure_set_kind", "measure_set_code", "status_code", "sex_code")
    assert [first[head.index(key)] for key in keys] == ["measure_group", "_T", "_T", "_T"]


@pytest.mark.parametrize(
    ("mart", "codes", "head_of", "shares", "least"),
    [
        (
            "headline",
            ("measure_group_code", "status_code", "sex_code"),
            "share of the measure group",
            ("share_pct", "share_min_pct", "share_max_pct"),
            60,
        ),
        # Of a suppressed figure there is no share.
        (
            "participants_by_background",
            ("measure_code", "dimension", "category_code"),
            "share of all on the measure",
            ("measure_share_pct",) * 3,
            400,
        ),
    ],
)
def test_excel_has_shares_beside_figures(
    mart: str,
    codes: tuple[str, ...],
    head_of: str,
    shares: tuple[str, str, str],
    least: int,
    sheets: dict[str, Worksheet],
    marts: Connection,
) -> None:
    """Each is the mart's, in per cent; one that is not known by its bounds."""
    head, *lines = sheets[mart].iter_rows(values_only=True)
    places = {text[:7]: no for no, text in enumerate(head) if head_of in text}
    written = {
        (*(line[head.index(code)] for code in codes), month): line[no]
        for line in lines
        for month, no in places.items()
        if line[no] is not None
    }
    of, low, high = shares
    due = {
        (*(row[code] for code in codes), f"{row['period']:%Y-%m}"): plain(row[of])
        if row[of] is not None
        else f"{row[low]}-{row[high]}".replace(".0", "").replace(".", ",")
        for row in rows(marts, f"from {mart} where {low} is not null")
    }
    assert len(due) > least
    assert written == due


def test_a_sheet_says_of_which_part_all_its_rows_are(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    """A total within one measure group names the group beside it: it is not that of all."""
    told = 0
    for sheet in sheets.values():
        head, *lines = sheet.iter_rows(values_only=True)
        if "measure_group_code" not in head or not lines:
            continue
        (names,) = [no for no, text in enumerate(head) if text == "Tiltaksgruppe"] or [None]
        codes = {line[head.index("measure_group_code")] for line in lines if any(line)}
        assert names is not None or codes == {"_T"}, sheet.title
        for line in lines if names is not None else []:
            code = line[head.index("measure_group_code")]
            (name,) = values(
                marts,
                "select measure_group_name_nb from marts.dim_measure_group "
                f"where measure_group_code = '{code}'",
            )
            assert line[names] == name
            told += len(codes) == 1
    assert told > 40


def test_a_sheet_says_which_bounds_are_an_estimate(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    """Also where nothing but bounds is known: what the area itself can have is more."""
    sheet = "participants_by_county_harmonized_population_weighted_2024_2017"
    sheets = {re.sub(r"\W", "_", name): sheet for name, sheet in sheets.items()}
    head, *lines = sheets[sheet.removeprefix("participants_by_county_harmonized_")].iter_rows(
        values_only=True
    )
    (note,) = [no for no, text in enumerate(head) if text.startswith("Brudd,")]
    keys = ("area_code", "measure_group_code", "measure_code", "status_code")
    estimated = {
        tuple(row)
        for row in marts.execute(
            f"select distinct {', '.join(keys)} from marts.participants_by_county_harmonized "
            "where geography_method = 'population_weighted' and target_division = '2024' "
            "and linked_division = '2017' and is_estimated"
        ).fetchall()
    }
    places = [head.index(key) for key in keys]
    with_both = {
        tuple(line[no] for no in places)
        for line in lines
        if len({text[:4] for no, text in enumerate(head) if line[no] and text[:2] == "20"}) == 2
    }
    for words, due in {
        "Grenser i cellene er anslagets": estimated,
        "kan bare sammenlignes med 2017 som anslag": estimated & with_both,
    }.items():
        found = {tuple(line[no] for no in places) for line in lines if words in (line[note] or "")}
        assert found == due != set(), words


def test_a_mean_that_is_missing_says_how_many_months_are_held(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    rows_of_sheet = sheets["annual_means"].iter_rows(values_only=True)
    head = next(rows_of_sheet)
    code = head.index("measure_set_code")
    (note,) = [no for no, text in enumerate(head) if text.startswith("Brudd,")]
    said = {}
    for row in rows_of_sheet:
        said.setdefault(row[code], set()).update(
            re.findall(
                r"(\d{4}): Ikke noe tall: (\d+) av årets tolv måneder er her\.", row[note] or ""
            )
        )
    held = {
        (str(year), str(count))
        for year, count in marts.execute(
            "select year(period), month_count from annual_means "
            "where measure_set_code = '_T' and obs_status = 'O'"
        ).fetchall()
    }
    assert held and {one for one in said["_T"] if one in held} == held


def test_excel_says_above_months_that_they_are_not_added(sheets: dict[str, Worksheet]) -> None:
    """Above each month of people; means of years and changes do not need it."""
    said = {
        table: {
            "Do not add up months" in (cell.comment.text if cell.comment else "")
            for cell in sheet[1]
            if re.fullmatch(r"\d{4}-\d\d", cell.value)
        }
        for table, sheet in sheets.items()
    }
    assert {title for title, one in said.items() if one == {True}} >= {
        *("participants_by_measure_group", "participants_by_measure", "participants_by_series"),
    }
    assert {True, False} not in said.values()


def table_of(sheet: Worksheet) -> str:
    """Return the name of the table of a sheet."""
    (table,) = sheet.tables
    return table


def made_of(table: str, keys: dict[str, list[str]]) -> tuple[str, str]:
    """Return the mart that a table of the workbook shows, and the condition of its rows."""
    if table in keys:
        return table, "true"
    if division := re.fullmatch("participants_by_county_(.+)", table):
        return "participants_by_county", f"county_division = '{division[1]}'"
    names = "geography_method, target_division, linked_division"
    return "participants_by_county_harmonized", f"concat_ws('_', {names}) = '{table}'"


def shown(row: dict[str, Any], value: str = "obs_value") -> object:
    """Return a figure as a sheet shows it: what is not known by its bounds."""
    if row[value] is not None:
        return plain(row[value])
    bounds = (row[f"{value}_min"], row[f"{value}_max"])
    ends = [str(plain(end)).removesuffix(".0").replace(".", ",") for end in bounds]
    # A minus and a dash look the same.
    dash = " – " if any(end.startswith("-") for end in ends) else "-"
    return "*" if bounds == (0, 3) else dash.join(ends)


def test_excel_lists_are_the_marts(sheets: dict[str, Worksheet], marts: Connection) -> None:
    """A long sheet has the rows of its mart."""
    for name in ("dim_erratum", "dim_measure", "dim_county", "dim_document"):
        own = [cell.column - 1 for cell in sheets[name][1] if cell.comment]
        sheet = (
            [line[no] for no in own] for line in sheets[name].iter_rows(min_row=2, values_only=True)
        )
        mart = marts.execute(f"from marts.{name}").fetchall()
        written, held = (
            [[plain(cell) for cell in line] for line in lines] for lines in (sheet, mart)
        )
        assert written == held


# What a note says of a year, in each language.
BROKEN = (r"(?<!\d)([\d, ]+): kan ikke sammenlignes", r"(?<!\d)([\d, ]+): cannot be compared")
COMPARED = (
    r"(?<!\d)([\d, ]+): kan (?:bare )?sammenlignes",
    r"(?<!\d)([\d, ]+): can be compared",
)


def years_in(pattern: str, note: str) -> set[str]:
    """Return the years that a note says something of."""
    return {year for found in re.findall(pattern, note) for year in re.findall(r"\d{4}", found)}


def test_excel_says_in_each_row_where_it_breaks_and_why_cells_are_empty(
    workbook: openpyxl.Workbook, marts: Connection, package: dict[str, Any]
) -> None:
    """A line where a year cannot be compared, a note where it can or cannot, and of empty years."""
    keys = {resource["name"]: resource["schema"]["primaryKey"] for resource in package["resources"]}
    meaning = dict(
        marts.execute(
            "select code, code_name_nb from marts.dim_code where dimension = 'obs_status'"
        ).fetchall()
    )
    told = dict.fromkeys(("lines", "compared", "I", "E", "empty", "other sheet"), 0)
    for sheet in workbook.worksheets[3:]:
        head, *lines = sheet.iter_rows()
        texts = [cell.value for cell in head]
        months = {no: text for no, text in enumerate(texts) if re.fullmatch(r"\d{4}(-\d\d)?", text)}
        if not months:
            continue
        mart, where = made_of(table_of(sheet), keys)
        codes = [key for key in keys[mart] if key != "period"]
        compared = "is_comparable" in {
            *values(marts, f"select column_name from (describe marts.{mart})")
        }
        verdict = "is_comparable" if compared else "null"
        held: dict[tuple[str, ...], list[tuple]] = {}
        for row in marts.execute(
            f"select [{', '.join(f'{code}::varchar' for code in codes)}], "
            f"left(period::varchar, {len(texts[min(months)])}), obs_status, {verdict}, "
            f"obs_value_min is not null from marts.{mart} where {where} order by period"
        ).fetchall():
            held.setdefault(tuple(row[0]), []).append(row[1:])
        (nb,) = [no for no, text in enumerate(texts) if text.startswith("Brudd,")]
        (en,) = [no for no, text in enumerate(texts) if text.startswith("Breaks,")]
        for line in lines:
            rows_of_line = held[tuple(line[texts.index(code)].value for code in codes)]
            notes = [line[no].value or "" for no in (nb, en)]
            # A mean is compared with a mean: in the first year that has one there is nothing.
            if mart == "annual_means":
                has_mean = [period for period, *_, is_held in rows_of_line if is_held]
                rows_of_line = [
                    (period, status, verdict if period in has_mean[1:] else None, is_held)
                    for period, status, verdict, is_held in rows_of_line
                ]
            broken = {period[:4] for period, _, verdict, _ in rows_of_line if verdict is False}
            first = {}
            for period, _, verdict, is_held in rows_of_line:
                if verdict is False and is_held:
                    first.setdefault(period[:4], period)
            drawn = {text for no, text in months.items() if line[no].border.left.style}
            assert drawn == {*first.values()}, (sheet.title, notes)
            # Where counties of the year cannot be compared, there is the sheet of areas that can.
            told["other sheet"] += mart == "participants_by_county" and bool(broken)
            assert (
                ("«Endring i områder»" in notes[0])
                == ("“Endring i områder”" in notes[1])
                == (mart == "participants_by_county" and bool(broken))
            )
            assert [years_in(one, note) for one, note in zip(BROKEN, notes, strict=True)] == [
                broken,
                broken,
            ]
            agreeing = {
                period[:4] for period, _, verdict, is_held in rows_of_line if verdict and is_held
            }
            assert [years_in(one, note) for one, note in zip(COMPARED, notes, strict=True)] == [
                agreeing - broken,
                agreeing - broken,
            ]
            told["lines"] += len(drawn)
            told["compared"] += len(agreeing)
            assert "O =" not in "".join(notes), "a letter that no figure bears"
            for letter in "IE":
                has = any(status == letter for _, status, _, _ in rows_of_line)
                assert (
                    has
                    == (f"{letter} = {meaning[letter]}" in notes[0])
                    == (f" {letter} = " in notes[1])
                )
                told[letter] += has
            empty = {text[:4] for no, text in months.items() if line[no].value is None}
            if mart in ("annual_means", "participants_implied"):
                continue
            for note in notes:
                assert empty <= years_in(r"((?:\d{4}, )*\d{4}): (?!can|kan|[IE] =)", note)
            told["empty"] += len(empty)
    assert all(told.values()), told


def test_excel_says_in_each_row_what_of_the_content_changed(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    """What ended and what is new, where the verdict is that the content changed; nowhere else."""
    told = 0
    for sheet, kind in (
        ("participants_by_measure_group", "measure_group"),
        ("participants_by_series", "series"),
    ):
        head, *lines = sheets[sheet].iter_rows(values_only=True)
        for language, start, words in (
            ("nb", "Brudd,", "innholdet er endret siden"),
            ("en", "Breaks,", "the content changed since"),
        ):
            (note,) = [no for no, text in enumerate(head) if text.startswith(start)]
            for line in lines:
                code, status, sex = (
                    line[head.index(key)] for key in (f"{kind}_code", "status_code", "sex_code")
                )
                own = (
                    f"measure_set_kind = '{kind}' and measure_set_code = '{code}' "
                    f"and status_code = '{status}' and sex_code = '{sex}'"
                )
                held = marts.execute(
                    f"select from_year, to_year, string_agg(sentence_{language}, ' ' order by "
                    f"content_change desc) from marts.content_changes where {own} "
                    f"and {CONTENT_CHANGED} "
                    "and (from_year, to_year) in (select (from_year, to_year) "
                    f"from marts.comparability where {own} and dimension = '_T' "
                    "and verdict = 'changed') group by all"
                ).fetchall()
                months = [no for no, text in enumerate(head) if line[no] is not None]
                published = sorted({head[no][:4] for no in months if re.match(r"\d{4}-", head[no])})
                due = {
                    f"{to_year}: {words} {from_year}. {sentences}"
                    for from_year, to_year, sentences in held
                    if (str(from_year), str(to_year)) in itertools.pairwise(published)
                }
                text = line[note] or ""
                assert all(one in text for one in due), (line, due)
                assert text.count(words) == len(due), (line, due)
                told += len(due)
    assert told > 8


@pytest.mark.parametrize(
    ("sheet", "keys"),
    [
        ("participants_by_measure", ("measure_code", "status_code", "sex_code")),
        ("participants_by_measure_group", ("measure_group_code", "status_code", "sex_code")),
        ("participants_by_background", ("measure_code", "dimension", "category_code")),
    ],
)
def test_excel_says_in_each_row_on_which_pages_its_figures_are_printed(
    sheets: dict[str, Worksheet], marts: Connection, sheet: str, keys: tuple[str, ...]
) -> None:
    """Of each year the document that is quoted and its pages, as the list of cells has them."""
    head, *lines = sheets[sheet].iter_rows(values_only=True)
    due: dict[tuple[str, ...], dict[tuple[int, str], set[int]]] = {}
    for *codes, year, title, page in marts.execute(
        f"select figures.{', figures.'.join(keys)}, year(period), title, page_no "
        f"from marts.{sheet} as figures "
        "inner join (select observation_id, document_id, line_no, column_no "
        "from marts.participants) as quoted using (observation_id) "
        "inner join marts.printed_cells using (observation_id, document_id, line_no, column_no) "
        "inner join marts.dim_document using (document_id)"
    ).fetchall():
        due.setdefault(tuple(codes), {}).setdefault((year, title), set()).add(page)
    places = [head.index(key) for key in keys]
    for start, on_page in (("Trykt i", "s. "), ("Printed in", "p. ")):
        (place,) = [no for no, text in enumerate(head) if text.startswith(start)]
        found = {tuple(line[no] for no in places): line[place] for line in lines}
        for codes, text in found.items():
            assert (text or "") == "\n".join(
                f"{year}: {title}, {on_page}{', '.join(map(str, sorted(pages)))}"
                for (year, title), pages in sorted(due.get(codes, {}).items())
            )
        assert due.keys() <= found.keys()
    assert len(due) > 20


def test_excel_gives_the_reason_of_coverage(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    """Of a year that a measure group lacks, the note says what `coverage` says of its breakdown."""
    head, *lines = sheets["participants_by_measure_group"].iter_rows(values_only=True)
    for language, start in (("nb", "Brudd,"), ("en", "Breaks,")):
        (note,) = [no for no, text in enumerate(head) if text.startswith(start)]
        seen = set()
        for line in lines:
            group, status, sex = line[-3:]
            names = [
                name
                for name, code in (("measure_group", group), ("status", status), ("sex", sex))
                if code != "_T"
            ]
            # Of the total of all groups: in its place, the groups that are there.
            of_groups = " ".join(dict.fromkeys(["measure_group", *names]))
            for year, is_published, groups, sentence in marts.execute(
                "select calendar_year, total.is_published or part.is_published, "
                "case when total.is_published then total.measure_group_codes "
                "else part.measure_group_codes end, "
                f"total.sentence_{language} from marts.coverage as total "
                "left join marts.coverage as part using (calendar_year) "
                "where total.breakdown = ? and part.breakdown = ? and calendar_year in "
                "(select year(period) from marts.participants_by_measure_group)",
                [" ".join(names) or "_T", of_groups],
            ).fetchall():
                places = [no for no, text in enumerate(head) if text.startswith(f"{year}-")]
                if any(line[no] is not None for no in places):
                    continue
                told = rf"{year}(, \d{{4}})*"
                if is_published and groups:
                    (sentence,) = values(
                        marts,
                        f"select measure_group_name_{language} from marts.dim_measure_group "
                        f"where measure_group_code = '{groups}'",
                    )
                    said = rf"{told}: [^.]*: {sentence}\."
                else:
                    said = rf"{told}: " + ("Pub" if is_published else re.escape(sentence))
                assert re.search(said, line[note]), (line, said)
                seen.add((is_published, groups))
        assert len(seen) == len(((True, None), (True, "one"), (False, None)))


@pytest.mark.parametrize(("language", "name"), [("nb", "Les meg"), ("en", "Read me")])
def test_the_workbook_says_of_former_counties_what_to_ask_for(
    workbook: openpyxl.Workbook, marts: Connection, language: str, name: str
) -> None:
    """As the functions do: nobody looks for them in the sheets."""
    sentences = values(
        marts,
        f"select words_{language} from "
        '"next: use the attached database, or name it as db".told_of_areas '
        "where area_code is null",
    )
    said = [cell for row in workbook[name].iter_rows(values_only=True) for cell in row if cell]
    assert len(sentences) > 2 and {*sentences} <= {*said}


def test_sheets_of_more_divisions_have_names_of_their_own() -> None:
    """A name that is too long for a sheet loses letters, not the years that tell it from others."""
    years = ("2017", "2018", "2019", "2024")
    methods = ("Anslag etter befolkning", "Samme område", "Nesten samme område", "Hele fylker")
    names = [
        excel.fitted([method, *pair])
        for method in methods
        for pair in itertools.permutations(years, 2)
    ]
    assert len({*names}) == len(names) and max(map(len, names)) == excel.LONGEST_NAME
    assert "Anslag etter befol…, 2017, 2019" in names and "Hele fylker, 2024, 2017" in names


def test_values_that_no_table_names_are_called_in_words(
    sheets: dict[str, Worksheet], marts: Connection
) -> None:
    """Each value of a mart has words; what has words is a value, or is described as one.

    No list has words of a program without what they mean beside them.
    """
    named = tomllib.loads((PROJECT / "scripts/export/values.toml").read_text(encoding="utf-8"))
    seeds = (PROJECT / "seeds" / "reference").glob("*.csv")
    decided = {word for file in seeds for word in re.findall(r"\w+", file.read_text("utf-8"))}
    described = marts.execute(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"
    ).fetchall()
    for column, called in named.items():
        places = [(table, comment) for table, name, comment in described if name == column]
        held = {
            value
            for table, _ in places
            for value in values(
                marts, f"select distinct {column} from {table} where {column} is not null"
            )
        }
        assert places and held <= {*called}, column
        told = {*re.findall(r"\w+", " ".join(comment for _, comment in places))} | decided
        assert {value for value in called if not {*value.split()} <= told} <= held, column
    codes, unnamed = re.compile(r"[a-z]+(_[a-z]+)+"), []
    for table, sheet in sheets.items():
        head, *lines = sheet.iter_rows(values_only=True)
        for no, heading in enumerate(head):
            texts = {line[no] for line in lines if isinstance(line[no], str)}
            if not texts or not all(codes.fullmatch(text) for text in texts):
                continue
            own = heading.split(" / ")[0]
            # Codes behind the words bear the names of columns; an id tells itself.
            if own not in head and "_" not in own and not own.startswith("Dokument"):
                words = (
                    f"{own}, i ord",
                    f"Navn på {own.lower()}",
                    f"{own.split()[-1].title()}ns navn",
                )
                is_named = any(str(other).startswith(words) for other in head)
                unnamed += [] if is_named else [(table, own)]
    assert unnamed == []


def test_excel_lists_are_in_words(sheets: dict[str, Worksheet], marts: Connection) -> None:
    """No head of a list is the name of a column; codes of dimensions have their names beside."""
    lists = [
        sheet
        for table, sheet in sheets.items()
        if table not in ("changes", "changes_of_areas", "printed")
        and not any(re.fullmatch(r"\d{4}(-\d\d)?", cell.value) for cell in sheet[1])
    ]
    columns = {*values(marts, "select column_name from duckdb_columns()")}
    for sheet in lists:
        heads = [cell.value for cell in sheet[1]]
        assert not {*heads} & columns, sheet.title
        assert len({*heads}) == len(heads), sheet.title
    named = {
        f"{table_of(sheet)}.{sheet[1][no - 1].comment.text.split(' / ')[0]}"
        for sheet in lists
        for no, cell in enumerate(sheet[1])
        if cell.value.endswith(", i ord") or ", i ord / " in cell.value
    }
    assert {"coverage.Inndeling", "coverage.Tiltaksgrupper", "dim_series.Tiltak"} <= named
    assert {"comparability.Dom", "measure_years.Tiltakets tilstand", "dim_erratum.Slag"} <= named
    head, *lines = sheets["coverage"].iter_rows(values_only=True)
    words = {
        (language, mark): no
        for no, text in enumerate(head)
        for language, mark in (("nb", "Inndeling, i ord"), ("nb", "Tiltaksgrupper, i ord"))
        if text.startswith(mark)
    }
    spoken = {(line[1], line[words["nb", "Inndeling, i ord"]]) for line in lines}
    assert ("measure_group county", "Tiltaksgruppe × Fylke / Measure group × County") in spoken
    assert ("_T", "I alt / Total") in spoken
    assert not [text for code, text in spoken if "_" in text]
    groups = {line[words["nb", "Tiltaksgrupper, i ord"]] for line in lines} - {None}
    assert groups == {"Arbeidspraksis / Work practice"}


def plain(cell: object) -> object:
    """Return what a cell of a sheet and of a mart have in common."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, Decimal):
        return float(cell)
    return None if cell == "" else cell


def test_excel_has_no_formula_and_no_link_but_of_its_contents(workbook: openpyxl.Workbook) -> None:
    """Nothing that is printed in a document can become a formula or a link."""
    links = dict(zip(workbook.worksheets, (2, 2, 1), strict=False))
    for sheet in workbook.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                if cell.column == links.get(sheet) and cell.hyperlink:
                    assert cell.hyperlink.target is None
                    assert cell.hyperlink.location == f"'{cell.value}'!A1"
                    assert cell.value in workbook.sheetnames
                else:
                    assert cell.hyperlink is None, (sheet.title, cell.coordinate)


# What an open sheet must leave for the months, of the 1 366 pixels of a small screen.
MOST_PIXELS_THAT_STAY = 700


def test_excel_reads_as_a_page(workbook: openpyxl.Workbook) -> None:
    """One named table from the first row on; what stays leaves room; texts fit; paper fits."""
    order = [table_of(sheet).removesuffix("_2017") for sheet in workbook.worksheets[3:]]
    assert order[:5] == [
        *("headline", "participants_by_measure_group", "participants_by_measure"),
        *("participants_by_series", "participants_by_county"),
    ]
    names = []
    for sheet in workbook.worksheets[2:]:
        (table,) = sheet.tables.values()
        names.append(table.displayName)
        assert table.ref == sheet.dimensions or sheet.max_row == 1, sheet.title
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.orientation) == (0, "landscape")
        assert sheet.print_title_rows == "$1:$1"
        staying = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)
        assert staying[1] == 2
        no = openpyxl.utils.column_index_from_string(staying[0]) - 1
        # Columns of one width beside each other are kept as one.
        widths = {
            at: column.width
            for column in sheet.column_dimensions.values()
            for at in range(column.min, column.max + 1)
        }
        assert sum(7 * widths[at] + 5 for at in range(1, no + 1)) <= MOST_PIXELS_THAT_STAY
        assert_texts_fit(sheet, widths, 2)
    assert len(set(names)) == len(names)


def test_readme_of_the_workbook_has_room_for_its_texts(workbook: openpyxl.Workbook) -> None:
    """Both columns, and what stands across them."""
    for sheet in workbook.worksheets[:2]:
        widths = {no: sheet.column_dimensions[letter].width for no, letter in ((1, "A"), (2, "B"))}
        assert_texts_fit(sheet, widths, 1)
        assert len(sheet.merged_cells.ranges) > 2


def assert_texts_fit(sheet: Any, widths: dict[int, float], first_row: int) -> None:  # noqa: ANN401
    """Fail where a cell has more letters than its width and height hold, or a wide number."""
    across = {
        (cells.min_row, cells.min_col): sum(
            widths[no] for no in range(cells.min_col, cells.max_col + 1)
        )
        for cells in sheet.merged_cells.ranges
    }
    for line in sheet.iter_rows(min_row=first_row):
        height = sheet.row_dimensions[line[0].row].height or 15
        for cell in line:
            width = across.get((cell.row, cell.column), widths[cell.column])
            if isinstance(cell.value, str):
                # A line is as high, and a letter as wide, as its font is large.
                size = cell.font.size / 11
                length = len(cell.value) * size
                assert length <= width or cell.alignment.wrap_text, cell
                assert length <= width * height / 15 / size, (sheet.title, cell.coordinate)
            elif isinstance(cell.value, int):
                assert len(f"{cell.value:,} I") <= widths[cell.column], cell


def test_readmes_say_which_months_there_are(
    workbook: openpyxl.Workbook, exports: Path, marts: Connection
) -> None:
    """Each year with its months, in both languages; of a year without a total, its groups."""
    years = marts.execute(
        "select year(period), strftime(min(period), '%Y-%m'), count(distinct period), "
        "bool_or(measure_group_code = '_T') from marts.participants "
        "where freq = 'M' and indicator = 'participants' group by all order by 1"
    ).fetchall()
    (group,) = marts.execute(
        "select distinct measure_group_name_nb, measure_group_name_en "
        "from marts.participants inner join marts.dim_measure_group using (measure_group_code) "
        "where year(period) = (select max(year(period)) from marts.participants)"
    ).fetchall()
    pages = [
        *("\n".join(str(cell.value) for row in sheet.rows for cell in row) for sheet in
          workbook.worksheets[:2]),
        *(exports / "README.md").read_text(encoding="utf-8").split("# Participants in ", 1),
    ]  # fmt: skip
    for no, page in enumerate(pages):
        words = [("alle måneder av", "bare"), ("all months of", "only")][no % 2]
        for year, month, count, is_whole in years:
            assert (f"{words[0]} {year}" if count == 12 else month) in page
            only = [f" (bare {group[0]})", f" ({group[1]} only)"][no % 2]
            assert (f"{words[0]} {year}{only}" in page) != is_whole, year


def test_readme_of_exports_says_how_to_cite(exports: Path) -> None:
    """Citation, 'as first published' and what may not be said stand in the first lines."""
    head = (exports / "README.md").read_text(encoding="utf-8")[:800]
    assert "Slik siterer du" in head
    assert "slik de først ble publisert" in head
    assert "Statistisk sentralbyrå" in head


def test_macros_answer(marts: Connection) -> None:
    """`series` gives a line per month, `explain` the printed cells behind a figure."""
    months = rows(marts, "from series('_T') where obs_status <> 'O'")
    assert len(months) == 25
    assert months[0]["obs_value"] == 75412
    women = rows(marts, "from series('ARBEIDSPRAKSIS', sex := 'F') where obs_status <> 'O'")
    assert {row["period"].year for row in women} == {2017, 2024}
    (rebuilt, *cells) = rows(
        marts,
        "select * from explain((select observation_id from marts.participants "
        "where obs_status = 'I' and sex_code = '_T' and period = date '2017-05-01'))",
    )
    assert sum(cell["obs_value"] for cell in cells) == 790
    assert {cell["line_no"] for cell in cells} == {234, 297, 375}
    expected = {
        "obs_value": 790,
        "file_name": "tiltak_kjonn_2017.txt",
        # It is printed nowhere.
        "line_no": None,
        "column_no": None,
        "erratum_id": "tiltak_kjonn_2017-03",
        "is_total_in": "statuses_to_all: exact",
        "is_part_in": "measures_to_group: within_bounds",
    }
    assert rebuilt | expected == rebuilt
    (women,) = rows(
        marts,
        "select * from explain((select figure_id from series('ARBEIDSPRAKSIS', "
        "status := 'jobseeker', sex := 'F') where period = date '2017-02-01'))",
    )
    assert women["is_part_in"] == (
        "groups_to_total: exact; sexes_to_both: exact; statuses_to_all: exact"
    )
    assert women["is_total_in"] == "measures_to_group: within_bounds"
    twice = rows(
        marts,
        "select * from explain((select observation_id from marts.printed_cells "
        "where fate = 'other_document' order by line_no, column_no limit 1))",
    )
    assert len(twice) > 1
    assert len({row["file_name"] for row in twice}) == 2
    assert len({row["printed_text"] for row in twice}) == 1


def test_exported_database_holds_marts_and_functions_only(
    marts: Connection,
) -> None:
    """Nothing of the working database but the marts is in it, and all of it is described."""
    ours = f"where schema_name = '{SCHEMA.strip(chr(34))}'"
    tables = values(marts, f"select table_name from duckdb_tables() {ours}")
    assert set(tables) == {"covered_sets", "figures", "names", "parts", "words"}
    held = set(values(marts, "select table_name from duckdb_tables()"))
    assert held == {*mart_names(marts), *tables}
    read = f"from duckdb_views() {ours} order by 1"
    assert set(values(marts, f"select view_name {read}")) - set(values(marts, "show tables")) == {
        *("changes", "told_of_areas", "told_of_coverage", "told_of_measures"),
    }
    assert set(values(marts, "show tables")) - set(mart_names(marts)) == {"about"}
    for described in (
        "table_name from duckdb_columns() where schema_name in ('marts', 'main') and not internal",
        "table_name from duckdb_tables() where schema_name = 'marts'",
        "view_name from duckdb_views() where schema_name = 'main' and not internal",
    ):
        assert values(marts, f"select {described} and coalesce(comment, '') = ''") == []


def test_every_format_holds_the_version(
    exports: Path, package: dict[str, Any], marts: Connection, workbook: openpyxl.Workbook
) -> None:
    """The version of the data stands in each file, or beside the CSV files with their digests."""
    version = package["version"]
    assert values(marts, "select version from about") == [version]
    held = json.loads((exports / "datapackage.json").read_bytes())["resources"]
    files = {one["path"]: one["hash"].removeprefix("sha256:") for one in held}
    written = [*(exports / "csv").iterdir(), *(exports / "tidy").iterdir()]
    assert files == {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in written
    }
    for file in (exports / "parquet").iterdir():
        assert pyarrow.parquet.read_schema(file).metadata[b"version"].decode() == version
    for file in (exports / "jsonstat").iterdir():
        assert json.loads(file.read_bytes())["extension"]["version"] == version
    for file in (exports / "px").iterdir():
        assert f"nav_tiltak {version}" in " ".join(file.read_text("utf-8-sig").split('"\n"'))
    assert f"nav_tiltak {version}" in workbook.properties.description
    readme = (exports / "README.md").read_text(encoding="utf-8")
    assert f"The version is {version}: `datapackage.json` states it" in readme


READ_WITH_OLD_DUCKDB = """
import sys
import duckdb
print(duckdb.__version__)
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print(connection.execute("select count(obs_value) from series('_T')").fetchone()[0])
    print(connection.execute("select count(comment) from duckdb_columns()").fetchone()[0])
with duckdb.connect() as connection:
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"attach '{sys.argv[1]}' as other (read_only)")
    connection.execute("use other")
    print(connection.execute(
        "select count(*) from explain((select min(observation_id) from marts.participants))"
    ).fetchone()[0])
"""


def test_older_duckdb_opens_the_database(exports: Path) -> None:
    """Tables, comments and macros of the file work in DuckDB 1.2, under any name of the file."""
    if not READERS.exists():
        pytest.skip(f"duckdb {OLD_DUCKDB} is not installed (make .venv-readers/installed)")
    outcome = subprocess.run(
        [str(READERS), "-c", READ_WITH_OLD_DUCKDB, str(exports / DATABASE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    version, months, comments, cells = outcome.stdout.split()
    assert version == OLD_DUCKDB != importlib.metadata.version("duckdb")
    assert months == "25"
    assert int(comments) > 100
    assert int(cells) >= 1


def test_dbt_page_says_nothing_of_the_machine(exports: Path) -> None:
    """Dbt's page is there, describes every mart, and names no folder of the build."""
    page = (exports / "docs" / "index.html").read_text(encoding="utf-8")
    assert "model.nav_tiltak.participants" in page
    assert str(PROJECT) not in page
    assert 'root_path":' not in page
    assert 'generated_at":' not in page


def test_dbt_page_opens_on_this_project_without_an_error(exports: Path, tmp_path: Path) -> None:
    """In a browser with the network off: nothing is asked for, the console is empty."""
    program = browser.find()
    if not program:
        pytest.skip("no Chromium is installed")
    page = exports / "docs" / "index.html"
    with contextlib.closing(browser.Browser(program, tmp_path)) as chromium:
        chromium.open(page, 1280)
        until = time.monotonic() + browser.PATIENCE
        while "Leave * as *" not in (text := chromium.run("document.body.innerText")):
            assert time.monotonic() < until, text[:300]
        chromium.run("1")
        heard = [chromium.heard(one) for one in ("Log.entryAdded", "Runtime.exceptionThrown")]
        asked = [one["request"]["url"] for one in chromium.heard("Network.requestWillBeSent")]
    assert "Welcome" not in text
    assert heard == [[], []]
    assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()]


def test_explain_shows_an_erratum_beside_the_cells_that_rely_on_it_alone(marts: Connection) -> None:
    figures = (
        "from marts.printed_cells inner join marts.participants as figures using (observation_id) "
        "where figures.erratum_id is not null group by observation_id "
        "having bool_or(printed_cells.erratum_id is null)"
    )
    (figure, *others) = values(marts, f"select observation_id {figures} order by 1")
    assert others
    shown = rows(marts, f"select document_title, line_no, erratum_id from explain('{figure}')")
    cells = rows(
        marts,
        "select title as document_title, line_no, erratum_id from marts.printed_cells "
        f"inner join marts.dim_document using (document_id) where observation_id = '{figure}'",
    )

    def by_place(row: dict[str, Any]) -> tuple[str, int]:
        return row["document_title"], row["line_no"]

    assert sorted(shown, key=by_place) == sorted(cells, key=by_place)


SOURCES = ("NAV", "KLASS 104", "KLASS 131", "07459")
ALL_BUT_NAV = " ".join(SOURCES[1:])


def test_sources_are_named_wherever_their_facts_stand(built: Workspace) -> None:
    exports = built.folder / "exports"
    book = openpyxl.load_workbook(exports / "excel" / "nav_tiltak.xlsx", read_only=True)
    texts = {
        name: (exports / name).read_text(encoding="utf-8")
        for name in (
            *("report/index.html", "report/en.html", "report/explore.html"),
            *("report/explore-en.html", "README.md", "SOURCES.md", "datapackage.json"),
            *(f"px/{file.name}" for file in sorted((exports / "px").iterdir())),
        )
    }
    texts |= {
        f"workbook, sheet {sheet}": "\n".join(
            str(cell) for line in book[sheet].iter_rows(values_only=True) for cell in line if cell
        )
        for sheet in book.sheetnames[:2]
    }
    for name in ("README.md", "CITATION.cff"):
        texts[f"the project's {name}"] = (PROJECT / name).read_text(encoding="utf-8")
    for file in (exports / "jsonstat").iterdir():
        cube = json.loads(file.read_text(encoding="utf-8"))
        texts[file.name] = cube["source"] if "geo" in cube["role"] else cube["source"] + ALL_BUT_NAV
    unnamed = {name: [one for one in SOURCES if one not in text] for name, text in texts.items()}
    assert {name: missing for name, missing in unnamed.items() if missing} == {}


def test_no_licence_is_claimed_for_the_figures(built: Workspace) -> None:
    """What a copy says of the licence stands only with where it was seen, and when."""
    exports = built.folder / "exports"
    claims = [
        (path.name, text[max(place.start() - 400, 0) : place.end() + 60])
        for path in [*exports.rglob("*"), PROJECT / "README.md", PROJECT / "CITATION.cff"]
        if path.suffix in (".html", ".md", ".json", ".cff")
        for text in [path.read_text(encoding="utf-8")]
        for place in re.finditer(r"CC[- ]BY", text)
    ]
    assert claims
    assert [
        name
        for name, words in claims
        if not re.search(r"public copy|offentlig kopi", words)
        or not re.search(r"1 October 2026|1\. oktober 2026", words)
    ] == []


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == project["version"]
    # The licence of the figures is not known, nor is an address where they could be found.
    assert not {"license", "license-url", "url", "doi", "repository", "publisher"} & {*cited}
