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

DESKTOP, PHONE = 1280, 390
WIDTHS = (DESKTOP, PHONE)
# Bytes: what is drawn on a page, each once for all widths and colours.
DRAWN = 200_000
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


@pytest.fixture(params=("light", "dark"))
def scheme(request: pytest.FixtureRequest, chromium: browser.Browser) -> Iterator[str]:
    """Return each colour scheme that a reader can have."""
    chosen = [{"name": "prefers-color-scheme", "value": request.param}]
    chromium.call("Emulation.setEmulatedMedia", features=chosen)
    yield request.param
    chromium.call("Emulation.setEmulatedMedia", features=[])


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


@pytest.mark.parametrize("width", WIDTHS)
def test_page_is_whole_without_a_network(
    chromium: browser.Browser, built: Workspace, language: str, width: int
) -> None:
    """No console message, no exception, and nothing asked for but the file itself."""
    chromium.open(report_file(built, language), width)
    assert chromium.heard("Runtime.exceptionThrown") == []
    assert chromium.heard("Runtime.consoleAPICalled") == []
    assert chromium.heard("Log.entryAdded") == []
    asked = [event["request"]["url"] for event in chromium.heard("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert chromium.run("document.documentElement.lang") == language
    assert chromium.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_are_those_of_the_page_and_large_enough(
    chromium: browser.Browser, built: Workspace, width: int
) -> None:
    """Every text that is shown has 12 px at least, in the font of the page, in drawings too."""
    chromium.open(report_file(built, "nb"), width)
    sizes = chromium.run(LETTERS)
    assert len(sizes) > 1000
    assert min(size for size, _, _ in sizes) >= 12
    drawn = {font for _, font, is_drawn in sizes if is_drawn}
    assert drawn == {chromium.run("getComputedStyle(document.body).fontFamily")}
    # What is drawn does not stick out of its place.
    assert chromium.run(OUTSIDE) == []


def test_page_draws_each_thing_once(page: browser.Browser) -> None:
    """Drawings are small, and the same for each width and colour scheme."""
    sizes = each(page, "svg", "e.parentElement.closest('svg') ? 0 : e.outerHTML.length")
    assert len(sizes) > 100
    assert 0 < sum(sizes) <= DRAWN


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
        ("figure", ".chart[role=group][aria-label]"),
        ("figure", "table caption, .tile b"),
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


def test_text_has_contrast(
    chromium: browser.Browser, built: Workspace, language: str, scheme: str
) -> None:
    """Every text stands out from its ground by 4.5 to 1, as WCAG AA asks, in both schemes."""
    chromium.open(report_file(built, language), DESKTOP)
    ground = chromium.run("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert chromium.run(CONTRAST) == []


LETTERS = """[...document.querySelectorAll('body *')].filter((e) => e.getClientRects().length
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).map((e) =>
  [parseFloat(getComputedStyle(e).fontSize), getComputedStyle(e).fontFamily, !!e.closest('svg')])"""
# Letters of drawings that begin or end outside of the window, or lie on those beside them.
OUTSIDE = """[...document.querySelectorAll('svg text')].filter((e) => {
  const r = e.getBoundingClientRect(), left = e.closest('figure, defs, svg.unseen');
  return left && left.tagName === 'FIGURE' && r.width && !e.closest('.scroll')
    && (r.left < 0 || r.right > document.documentElement.clientWidth);
}).map((e) => e.textContent)"""


def test_first_panel_is_the_mart(page: browser.Browser, built: Workspace) -> None:
    """All participants: the years, the table and the lines are the mart's."""
    held = built.query(
        "select period, obs_value from marts.participants_by_measure_group "
        "where measure_group_code = '_T' and status_code = '_T' and sex_code = '_T'"
    )
    years = each(page, "#figure-everyone li", "[e.textContent, e.querySelector('b').textContent]")
    assert {(int(text.split()[0]), number(figure)) for text, figure in years} == {
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
    # One line per year, as high and as low as its figures.
    lines = each(
        page,
        "#figure-everyone [data-year]",
        "[+e.dataset.year, ...['y', 'height'].map((name) => e.getBBox()[name])]",
    )
    assert {year: (low, low + height) for year, low, height in lines} == {
        year: (min(figures), max(figures))
        for year in {period.year for period, _ in held}
        for figures in [[figure for period, figure in held if period.year == year]]
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_a_method_is_chosen_with_the_keyboard(
    chromium: browser.Browser, built: Workspace, language: str, width: int
) -> None:
    """One table of areas is shown, that of the method that is chosen."""
    chromium.open(report_file(built, language), width)
    methods = each(chromium, "#areas .chosen table", "e.dataset.key")
    assert len(methods) == chromium.run("document.querySelectorAll('#areas input').length") > 1
    shown = "e.getClientRects().length > 0"
    chromium.run("document.querySelector('#areas input').focus()")
    for chosen in range(len(methods)):
        assert each(chromium, "#areas .chosen", shown) == [
            no == chosen for no in range(len(methods))
        ]
        for kind in ("keyDown", "keyUp"):
            chromium.call(
                "Input.dispatchKeyEvent",
                **{"type": kind, "key": "ArrowDown", "code": "ArrowDown"},
                windowsVirtualKeyCode=40,
            )


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
        *(
            (
                f"sexes-{year}",
                BY_GROUP,
                "measure_group_code <> '_T' and status_code = '_T' and sex_code <> '_T' "
                f"and month(period) = 2 and year(period) = {year}",
            )
            for year in (2017, 2024)
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
        for text in each(page, f"#figure-{figure} td:not(.drawn)", "e.textContent")
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


def test_search_finds_letters_without_their_marks(
    chromium: browser.Browser, built: Workspace
) -> None:
    """Who has no æ, ø and å on the keyboard finds the same rows."""
    chromium.open(report_file(built, "nb"), DESKTOP)
    for typed in ("(døgn)", "(DOGN)"):
        chromium.run(
            "(() => { const field = document.querySelector('#measures input'); "
            f"field.value = '{typed}'; field.dispatchEvent(new Event('input')); }})()"
        )
        shown = each(chromium, "#measures tbody tr:not([hidden])", "e.textContent")
        assert shown
        assert all("(døgn)" in text for text in shown)


def test_a_year_that_does_not_cover_a_measure_is_no_zero(
    page: browser.Browser, built: Workspace
) -> None:
    due = dict(
        built.query(
            "select life_state = 'not_covered', count(*) from marts.measure_years "
            "semi join marts.participants_by_measure using (measure_code) where calendar_year in "
            "(select year(period) from marts.participants_by_measure) and month_count = 0 "
            "group by all"
        )
    )
    found = each(page, "#lives figure td.number", "e.textContent")
    assert {True: found.count(".."), False: found.count("0")} == due


def test_search_finds_codes_and_names_of_the_other_language(
    page: browser.Browser, built: Workspace, language: str
) -> None:
    """A measure by its code and by its name in each language: one row."""
    ((own, *others),) = built.query(
        f"select measure_name_{language}, measure_name_nb, measure_name_en, measure_code "
        "from marts.dim_measure where measure_code = 'ARBFORB'"
    )
    for typed in others:
        page.run(
            "(() => { const field = document.querySelector('#measures input'); "
            f"field.value = '{typed}'; field.dispatchEvent(new Event('input')); }})()"
        )
        shown = each(page, "#measures tbody tr:not([hidden]) th", "e.textContent")
        assert shown == [own], typed
    # What took the place of what has no keys: its names are enough.
    page.run(
        "(() => { const field = document.querySelector('#lives input'); field.value = 'ARBFORB'; "
        "field.dispatchEvent(new Event('input')); })()"
    )
    shown = each(page, "#lives .long tbody tr:not([hidden])", "e.textContent")
    assert shown
    assert all(own in text for text in shown)


def test_what_there_is_of_each_year_is_seen_on_a_phone(
    chromium: browser.Browser, built: Workspace, language: str
) -> None:
    """No year of it is hidden to the right."""
    chromium.open(report_file(built, language), PHONE)
    sizes = each(chromium, "#coverage .scroll", "[e.scrollWidth, e.clientWidth]")
    assert sizes
    assert all(held <= shown for held, shown in sizes)


def test_search_that_finds_nothing_says_where_it_looked(page: browser.Browser) -> None:
    """With no row left, the columns that were searched are named."""
    page.run(
        "(() => { const field = document.querySelector('#measures input'); field.value = 'qqq';"
        "field.dispatchEvent(new Event('input')); })()"
    )
    heads = each(page, "#measures th[scope=col]", "e.textContent")
    assert page.run("document.querySelector('#measures [role=status]').textContent").endswith(
        f" {', '.join(heads)}."
    )
