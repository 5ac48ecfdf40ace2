"""The report page in a real browser with the network off: it works, and says what the marts say."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import pytest
from conftest import Workspace
from report import charts

DESKTOP, PHONE = 1200, 390
PAGES = {"nb": "index.html", "en": "en.html"}
NO_BREAK = "\u00a0"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    """Return a browser; without one these tests are skipped."""
    program = browser.find()
    if not program:
        pytest.skip("no Chromium is installed")
    with contextlib.closing(
        browser.Browser(program, tmp_path_factory.mktemp("profile"))
    ) as started:
        yield started


@pytest.fixture(params=PAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Return each language of the page."""
    return request.param


@pytest.fixture
def page(chromium: browser.Browser, built: Workspace, language: str) -> browser.Browser:
    """Return the browser with the page open at desktop width."""
    chromium.open(report_file(built, language), DESKTOP)
    return chromium


def report_file(built: Workspace, language: str) -> Path:
    """Return the page's file."""
    return built.folder / "exports" / "report" / PAGES[language]


def each(page: browser.Browser, selector: str, script: str) -> list[Any]:
    """Return what a JavaScript expression says of each element `e` that is selected."""
    return page.run(f"[...document.querySelectorAll(`{selector}`)].map((e) => {script})")


def table(page: browser.Browser, selector: str) -> list[list[str]]:
    """Return the text of every cell of a table of the page, by row, head first."""
    return each(page, f"{selector} tr", "[...e.children].map((cell) => cell.textContent.trim())")


def number(text: str) -> int:
    """Return the number that a text of the page stands for."""
    return int(re.sub(r"[\s,]", "", text))


def test_page_is_whole_without_a_network(page: browser.Browser, language: str) -> None:
    """No console message, no exception, and nothing asked for but the file itself."""
    assert page.heard("Runtime.exceptionThrown") == []
    assert page.heard("Runtime.consoleAPICalled") == []
    assert page.heard("Log.entryAdded") == []
    asked = [event["request"]["url"] for event in page.heard("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.run("document.documentElement.lang") == language


def test_page_source_has_no_address_to_fetch(built: Workspace, language: str) -> None:
    """Nothing in the page could be fetched: no src, no import, no outside stylesheet."""
    text = report_file(built, language).read_text(encoding="utf-8")
    assert not re.search(r"\bsrc=|@import|url\((?!#)|<link[^>]+stylesheet", text)
    assert str(built.folder) not in text


def test_page_is_accessible(page: browser.Browser) -> None:
    """Headings in order, charts named with a table beside, tables with heads, fields labelled."""
    levels = each(page, "h1,h2,h3", "Number(e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.run("document.querySelectorAll('figure').length") >= 10
    for holder, wanted in (
        ("figure", ".chart[role=img][aria-label]"),
        ("figure", "table caption"),
        ("figure", "figcaption"),
        ("table", "th[scope=col]"),
        ("table", "tbody th[scope=row]"),
    ):
        assert all(each(page, holder, f"!!e.querySelector('{wanted}')")), (holder, wanted)
    assert all(each(page, "input", "!!e.closest('label')"))
    ids = each(page, "[id]", "e.id")
    assert len(ids) == len(set(ids))
    assert set(each(page, "a[href^='#']", "e.getAttribute('href').slice(1)")) <= set(ids)


CONTRAST = """(() => {
  const light = (c) => { const v = c / 255; return v <= .03928 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4; };
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length) continue;
    const svg = e.closest('svg');
    const colour = parse(svg ? getComputedStyle(e).fill : getComputedStyle(e).color);
    let back = [255, 255, 255];
    for (let up = e; up; up = up.parentElement) {
      const b = parse(getComputedStyle(up).backgroundColor);
      if (b.length === 3 || b[3] > 0) { back = b; break; }
    }
    const [a, b] = [luminance(colour), luminance(back)].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) low.push(e.textContent.slice(0, 40));
  }
  return low;
})()"""


def test_text_has_contrast(page: browser.Browser) -> None:
    """Every text stands out from its ground by 4.5 to 1, as WCAG AA asks."""
    assert page.run(CONTRAST) == []


def test_cards_and_first_chart_are_the_mart(page: browser.Browser, built: Workspace) -> None:
    """All participants: the cards, the table and a dot per month are the mart's."""
    held = built.query(
        "select period, obs_value from marts.participants_by_measure_group "
        "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'"
    )
    cards = each(page, ".cards div", "[e.children[0].textContent, e.children[1].textContent]")
    assert {(int(year), number(text)) for year, text in cards} == {
        (period.year, figure) for period, figure in held if period.month == 2
    }
    head, *body = table(page, "#figure-everyone table")
    shown = {
        (int(year), number(text))
        for row in body
        for year, text in zip(head[1:], row[1:], strict=True)
        if text != ".."
    }
    assert sorted(shown) == sorted((period.year, figure) for period, figure in held)
    for size in ("wide", "phone"):
        chart = f"document.querySelector('#figure-everyone .{size}')"
        assert page.run(f"{chart}.querySelectorAll('.mark-symbol path').length") == len(held)
        # One line per year: nothing is drawn over years without an edition.
        years = {period.year for period, _ in held}
        assert page.run(f"{chart}.querySelectorAll('.mark-line path').length") == len(years)


BY_GROUP, BY_BACKGROUND = "participants_by_measure_group", "participants_by_background"


@pytest.mark.parametrize(
    ("figure", "mart", "where"),
    [
        (
            "groups",
            BY_GROUP,
            "measure_group_code <> '_T' and status_code = '_T' and sex_code = '_T'",
        ),
        (
            "statuses",
            BY_GROUP,
            "measure_group_code = '_T' and status_code <> '_T' and sex_code = '_T'",
        ),
        (
            *("sexes", BY_GROUP),
            "measure_group_code <> '_T' and status_code = '_T' and sex_code <> '_T' "
            f"and month(period) = 2 and period in (select period from marts.{BY_GROUP} "
            "where measure_group_code = '_T' and sex_code <> '_T')",
        ),
        ("age", BY_BACKGROUND, "dimension = 'age' and month(period) = 2"),
        (
            *("country_background", BY_BACKGROUND),
            "dimension = 'country_background' and month(period) = 2",
        ),
    ],
)
def test_tables_are_the_marts(
    page: browser.Browser, built: Workspace, figure: str, mart: str, where: str
) -> None:
    """The figures beside a chart are those of the mart, and suppressed ones are intervals."""
    cells = [
        text
        for row in table(page, f"#figure-{figure} table")[1:]
        for text in row[1:]
        if text != ".."
    ]
    assert sorted(cells) == sorted(
        as_text(row, cells)
        for row in built.query(
            f"select obs_value, obs_value_min, obs_value_max from marts.{mart} where {where}"
        )
    )


def as_text(row: tuple[Any, ...], cells: list[str]) -> str:
    """Return a figure as the page writes it, in the language that the cells are in."""
    mark = "," if any("," in text for text in cells) else NO_BREAK
    value, low, high = (f"{cell:,}".replace(",", mark) if cell is not None else "" for cell in row)
    return value or f"{low}–{high}*"


def test_every_measure_and_correction_is_listed(page: browser.Browser, built: Workspace) -> None:
    """The long tables have a row per measure of the month and per correction."""
    ((measures, suppressed),) = built.query(
        "select count(distinct measure_code), "
        "count(*) filter (is_suppressed and status_code = '_T' and sex_code = '_T') "
        "from marts.participants_by_measure where month(period) = 2"
    )
    rows = table(page, "#measures table")
    assert len(rows) - 1 == measures
    assert sum(text == "0–3*" for row in rows for text in row) == suppressed
    errata = built.query("select printed, corrected from marts.dim_erratum")
    shown = page.run("document.querySelector('#trust').textContent")
    for printed, corrected in errata:
        assert (printed or "") in shown
        assert (corrected or "") in shown


def test_checks_are_the_mart(page: browser.Browser, built: Workspace) -> None:
    """The last line of the identities sums the checks of the mart."""
    expected = built.query("select count(*) from marts.identity_checks")[0][0]
    body = table(page, "#trust table:first-of-type")
    last = next(row for row in body if row[0] in ("Til sammen", "Together"))
    assert number(last[1]) == expected == sum(number(text) for text in last[2:])


def test_search_finds_and_says_how_many(page: browser.Browser) -> None:
    """A word leaves the rows that hold it, and the number of them is announced."""
    page.run(
        "(() => { const field = document.querySelector('#measures input'); field.value = 'mentor';"
        "field.dispatchEvent(new Event('input')); })()"
    )
    shown = each(page, "#measures tbody tr:not([hidden])", "e.textContent.toLowerCase()")
    assert shown
    assert all("mentor" in text for text in shown)
    assert page.run("document.querySelector('#measures [role=status]').textContent").startswith(
        f"{len(shown)} / "
    )


def test_page_fits_a_phone(chromium: browser.Browser, built: Workspace, language: str) -> None:
    """At 390 pixels nothing sticks out, and charts made for the width are shown, legibly."""
    chromium.open(report_file(built, language), PHONE)
    assert chromium.run("document.documentElement.scrollWidth") <= PHONE
    assert min(each(chromium, ".chart.phone", "e.offsetWidth")) > 0
    assert max(each(chromium, ".chart.wide", "e.offsetWidth")) == 0
    heights = each(chromium, ".chart.phone svg text", "e.getBoundingClientRect().height")
    assert min(filter(None, heights)) >= 9


def test_years_without_an_edition_are_spans() -> None:
    rows = [{"period": "2014-02-01"}, {"period": "2017-01-01"}, {"period": "2017-12-01"}]
    spans = charts.missing_years(rows, 2014, 2019)
    assert [(span["from"], span["to"]) for span in spans] == [
        ("2015-01-01", "2016-12-31"),
        ("2018-01-01", "2019-12-31"),
    ]


def test_chart_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same chart is taken as it was drawn; another figure or language, or half a file, not."""
    draw, drawn = charts.vl_convert.vegalite_to_svg, []

    def counted(chart: str, **options: object) -> str:
        drawn.append(chart)
        return draw(chart, **options)

    def chart(figure: int, language: str) -> str:
        row = {"period": "2014-02-01", "obs_value": figure, "low": figure, "high": figure}
        return charts.svgs("test", lambda size: charts.over_time([row], size), language)["wide"]

    monkeypatch.setattr(charts, "KEPT", tmp_path / "charts")
    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", counted)
    first = chart(1000, "nb")
    assert len(drawn) == 2
    assert chart(1000, "nb") == first
    assert len(drawn) == 2
    assert chart(3000, "nb") != first
    assert chart(1000, "en") != first
    assert len(drawn) == 6
    for kept in (tmp_path / "charts").iterdir():
        kept.write_bytes(kept.read_bytes()[:1000])
    assert chart(1000, "nb") == first
    assert len(drawn) == 8
