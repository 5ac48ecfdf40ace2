"""The charts of the report page: rows in, static SVG out.

Every chart is drawn twice, for a wide page and for a phone. A figure of which only bounds are known
is an interval and never a point; a line is drawn within a year only, and years without an edition
are shaded. Meaning is carried by shape, position or words beside colour.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

Row = dict[str, Any]
INK, GREY, SHADE = "#16324f", "#5b6b7a", "#eceff2"
FIRST, SECOND = "#0b5c8a", "#b3470e"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
LOCALES = {"nb": "nb-NO", "en": "en-GB"}
THOUSANDS = {"nb": "\u00a0", "en": ","}


CONFIG = {
    "font": FONT,
    "background": "transparent",
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 11,
        "gridColor": "#dde3e8",
        "domainColor": "#9aa7b2",
        "tickColor": "#9aa7b2",
    },
    "header": {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "labelOrient": "top",
        "labelPadding": 4,
        "labelLimit": 400,
    },
    "legend": {"labelFontSize": 12, "labelColor": INK, "title": None, "orient": "top"},
}


@dataclass(frozen=True)
class Size:
    """The room that a chart has."""

    name: str
    width: int
    columns: int
    is_wide: bool


WIDE = Size("wide", 712, 3, True)
PHONE = Size("phone", 350, 2, False)

Draw = Callable[[Size], alt.TopLevelMixin]


def svgs(name: str, draw: Draw, language: str) -> dict[str, str]:
    """Return a chart's SVG by size; its ids are its own, so that a page can hold many."""
    return {size.name: _svg(f"{name}-{size.name}", draw(size), language) for size in (WIDE, PHONE)}


def _svg(name: str, chart: Any, language: str) -> str:  # noqa: ANN401
    svg = vl_convert.vegalite_to_svg(
        chart.to_json(validate=False),
        config=CONFIG,
        format_locale={
            "decimal": "," if language == "nb" else ".",
            "thousands": THOUSANDS[language],
            "grouping": [3],
            "currency": ["", ""],
        },
        time_format_locale=LOCALES[language],
    )
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    # The page says what the chart shows; a reader is spared a name for each of its marks.
    svg = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _values(rows: list[Row]) -> alt.InlineData:
    """Return rows as data of a chart: as one text, which Altair neither copies nor checks."""
    return alt.InlineData(values=json.dumps(rows), format=alt.JsonDataFormat(type="json"))


def wrapped(text: str, width: int) -> str:
    """Return a text in lines, divided by the mark that `labelExpr` splits at."""
    return "|".join(textwrap.wrap(text, width, break_long_words=False))


SPLIT = "split(datum.label, '|')"


def missing_years(rows: list[Row], first: int, last: int) -> list[Row]:
    """Return the spans of years from the first to the last that no row speaks of."""
    held = {int(row["period"][:4]) for row in rows}
    missing = [year for year in range(first, last + 1) if year not in held]
    spans = []
    # Years that follow each other have the same distance to their number in the list.
    for _, group in itertools.groupby(enumerate(missing), lambda pair: pair[1] - pair[0]):
        span = [year for _, year in group]
        spans.append(
            {
                "from": f"{span[0]}-01-01",
                "to": f"{span[-1]}-12-31",
                "middle": str(datetime.date((span[0] + span[-1] + 1) // 2, 1, 1)),
            }
        )
    return spans


def over_time(
    rows: list[Row],
    size: Size,
    facet: str | None = None,
    words: dict[str, str] | None = None,
    *,
    breaks: list[Row] | None = None,
    own_scale: bool = True,
    columns: int | None = None,
) -> alt.TopLevelMixin:
    """Draw stocks per month over all editions, in small multiples where `facet` is a column.

    Args:
        rows: `period` (ISO date), `obs_value` or None, `low`, `high`, and the facet's column.
        size: the room.
        facet: the column whose values get a panel each, in the order of the rows.
        words: `gap`, what stands in the shaded years.
        breaks: rows with `on` (ISO date) and the facet's column: breaks, drawn as dashed lines.
        own_scale: whether each panel has its own vertical scale.
        columns: panels beside each other; the size's own number if None.
    """
    years = sorted({int(row["period"][:4]) for row in rows})
    columns = columns or size.columns
    data = [row | {"year": row["period"][:4]} for row in rows]
    order = [None]
    if facet:
        label_width = 30 if size.is_wide else 44 // columns
        data = [row | {facet: wrapped(str(row[facet]), label_width)} for row in data]
        order = list(dict.fromkeys(row[facet] for row in data))
        breaks = [step | {facet: wrapped(step[facet], label_width)} for step in breaks or []]
    spans = [
        span | ({facet: name} if facet else {})
        for name in order
        for span in missing_years(
            [row for row in data if not facet or row[facet] == name], years[0], years[-1]
        )
    ]
    time = {
        "title": None,
        "scale": alt.Scale(domain=[f"{years[0]}-01-01", f"{years[-1]}-12-31"]),
        "axis": alt.Axis(
            format="%Y" if size.is_wide and not facet else "'%y",
            grid=False,
            values=[
                f"{year}-01-01" for year in (years if facet else range(years[0], years[-1] + 1))
            ],
            labelAlign="left",
            labelFlush=False,
        ),
    }
    x_axis = alt.X("period:T", **time)
    y_axis = alt.Y(
        "obs_value:Q",
        title=None,
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(
            tickCount=3 if facet else 5, format=",d", domain=False, ticks=False, labelFlush=True
        ),
    )
    height = 240 if not facet else (110 if size.is_wide else 90)
    gutter = 52 if size.is_wide else 44
    width = size.width - gutter if not facet else size.width // columns - gutter
    shared = _values(
        [row | {"kind": "point"} for row in data]
        + [span | {"kind": "gap"} for span in spans]
        + [
            {**step, "kind": "break", **({facet: name} if facet else {})}
            for step in breaks or []
            for name in order
            if not facet or step[facet] == name
        ]
    )
    base = alt.Chart(shared).properties(width=width, height=height)
    gap = (
        base.transform_filter("datum.kind == 'gap'")
        .mark_rect(color=SHADE)
        .encode(x=alt.X("from:T", **time), x2="to:T")
    )
    points = base.transform_filter("datum.kind == 'point'")
    known = points.transform_filter("isValid(datum.obs_value)")
    line = known.mark_line(color=FIRST, strokeWidth=2).encode(x=x_axis, y=y_axis, detail="year:N")
    dots = known.mark_circle(color=FIRST, size=14 if facet else 26, opacity=1).encode(
        x=x_axis, y=y_axis
    )
    spread = (
        points.transform_filter("!isValid(datum.obs_value)")
        # A round end shows even where the bounds are nearer to each other than the eye can see.
        .mark_rule(color=SECOND, strokeWidth=4, strokeCap="round")
        .encode(x=x_axis, y=alt.Y("low:Q", title=None), y2="high:Q")
    )
    layers = [gap, line, dots, spread]
    if breaks:
        layers.append(
            base.transform_filter("datum.kind == 'break'")
            .mark_rule(color=GREY, strokeDash=[4, 3])
            .encode(x=alt.X("on:T", title=None))
        )
    if not facet and words and size.is_wide:
        layers.append(
            alt.Chart(_values([span | {"gap": wrapped(words["gap"], 14)} for span in spans]))
            .mark_text(color=GREY, fontSize=11, lineBreak="|", baseline="middle")
            .encode(x=alt.X("middle:T", title=None), y=alt.value(height / 2), text="gap:N")
        )
    chart = alt.layer(*layers)
    if not facet:
        return chart
    return (
        chart.facet(
            facet=alt.Facet(
                f"{facet}:N", sort=order, title=None, header=alt.Header(labelExpr=SPLIT)
            ),
            columns=columns,
            bounds="flush",
            spacing={"row": 56 if size.is_wide else 62, "column": 52 if size.is_wide else 44},
        )
        .resolve_scale(y="independent" if own_scale else "shared")
        .resolve_axis(x="independent", y="independent")
    )


def pairs(rows: list[Row], size: Size, category: str, side: str) -> alt.TopLevelMixin:
    """Draw two sides of each category as a filled dot and an open diamond on one line.

    Args:
        rows: `category` and `side` columns, `obs_value` or None, `low`, `high`.
        size: the room.
        category: the column of the lines.
        side: the column of the two sides.
    """
    sides = list(dict.fromkeys(row[side] for row in rows))
    label = 30 if size.is_wide else 17
    data = [row | {category: wrapped(row[category], label)} for row in rows]
    order = list(dict.fromkeys(row[category] for row in data))
    y_axis = alt.Y(
        f"{category}:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelExpr=SPLIT, labelLimit=300, grid=True, domain=False, ticks=False),
    )
    lines = max(name.count("|") + 1 for name in order)
    base = alt.Chart(_values(data)).properties(
        width=size.width - (230 if size.is_wide else 130),
        height=alt.Step((18 if size.is_wide else 26) + 12 * lines),
    )
    between = (
        base.transform_filter("isValid(datum.obs_value)")
        .mark_rule(color="#9aa7b2", strokeWidth=2)
        .encode(y=y_axis, x=alt.X("min(obs_value):Q", title=None), x2="max(obs_value):Q")
    )
    marks = (
        base.transform_filter("isValid(datum.obs_value)")
        .mark_point(size=90, strokeWidth=2, opacity=1, filled=True)
        .encode(
            y=y_axis,
            x=alt.X(
                "obs_value:Q",
                title=None,
                axis=alt.Axis(format=",d", tickCount=5 if size.is_wide else 3),
            ),
            shape=alt.Shape(
                f"{side}:N", scale=alt.Scale(domain=sides, range=["circle", "diamond"])
            ),
            color=alt.Color(f"{side}:N", scale=alt.Scale(domain=sides, range=[FIRST, SECOND])),
        )
    )
    spread = (
        base.transform_filter("!isValid(datum.obs_value)")
        .mark_rule(color=SECOND, strokeWidth=4, strokeCap="round")
        .encode(y=y_axis, x=alt.X("low:Q", title=None), x2="high:Q")
    )
    return alt.layer(between, marks, spread)


def bars(
    rows: list[Row], size: Size, category: str, panel: str, *, word_width: int | None = None
) -> alt.TopLevelMixin:
    """Draw a bar per category, panels side by side, with the figure written at the bar's end.

    Args:
        rows: `category` and `panel` columns, `obs_value` or None, `low`, `high`, and `text`.
        size: the room.
        category: the column of the bars.
        panel: the column of the panels.
        word_width: characters per line of a category's name.
    """
    panels = list(dict.fromkeys(row[panel] for row in rows))
    label = word_width or (32 if size.is_wide else 19)
    top = max(row["high"] for row in rows)
    data = [
        row
        | {
            category: wrapped(row[category], label),
            panel: wrapped(row[panel], 30 if size.is_wide else 17),
        }
        for row in rows
    ]
    order = list(dict.fromkeys(row[category] for row in data))
    panel_order = [wrapped(name, 30 if size.is_wide else 17) for name in panels]
    y_axis = alt.Y(
        f"{category}:N",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelExpr=SPLIT, labelLimit=260, labelLineHeight=12, domain=False, ticks=False
        ),
    )
    x_axis = alt.X(
        "obs_value:Q",
        title=None,
        axis=None,
        scale=alt.Scale(domain=[0, top * (1.25 if size.is_wide else 1.55)]),
    )
    base = alt.Chart(_values(data)).properties(
        width=((size.width - 190) if size.is_wide else size.width - 118) // len(panels) - 12,
        height=alt.Step(11 + 12 * max(name.count("|") + 1 for name in order)),
    )
    known = (
        base.transform_filter("isValid(datum.obs_value)")
        .mark_bar(color=FIRST, height={"band": 0.72})
        .encode(y=y_axis, x=x_axis)
    )
    spread = (
        base.transform_filter("!isValid(datum.obs_value)")
        .mark_bar(fill="white", stroke=SECOND, strokeWidth=1.5, height={"band": 0.5})
        .encode(y=y_axis, x=alt.X("low:Q", title=None, axis=None), x2="high:Q")
    )
    text = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(
        y=y_axis, x=alt.X("high:Q", title=None, axis=None), text="text:N"
    )
    return alt.layer(known, spread, text).facet(
        column=alt.Column(
            f"{panel}:N", sort=panel_order, title=None, header=alt.Header(labelExpr=SPLIT)
        ),
        spacing=10,
    )


def lives(rows: list[Row], size: Size, first: str, last: str) -> alt.TopLevelMixin:
    """Draw the life of measures: a bar for the register dates, a dot for each year printed.

    Args:
        rows: `measure`, `measure_group`, `from`, `to` (ISO dates or None) and `printed`, the list
            of first days of months in which the measure is printed.
        size: the room.
        first: the first day that is shown.
        last: the last day that is shown.
    """
    label = 56 if size.is_wide else 24
    flat = []
    for row in rows:
        shared = {"measure": wrapped(row["measure"], label), "measure_group": row["measure_group"]}
        start, end = max(row["from"] or first, first), min(row["to"] or last, last)
        if row["from"] and start < end:
            flat.append(shared | {"kind": "life", "from": start, "to": end})
        flat += [shared | {"kind": "printed", "on": day} for day in row["printed"]]
    time = {
        "title": None,
        "scale": alt.Scale(domain=[first, last]),
        "axis": alt.Axis(format="%Y" if size.is_wide else "'%y", orient="top", tickCount=6),
    }
    panels = []
    for no, group in enumerate(dict.fromkeys(row["measure_group"] for row in flat)):
        own = [row for row in flat if row["measure_group"] == group]
        y_axis = alt.Y(
            "measure:N",
            sort=list(dict.fromkeys(row["measure"] for row in own)),
            title=None,
            axis=alt.Axis(
                labelExpr=SPLIT,
                labelLimit=330,
                minExtent=305 if size.is_wide else 140,
                domain=False,
                ticks=False,
            ),
        )
        if no:
            time = time | {"axis": alt.Axis(labels=False, ticks=False, domain=False, tickCount=6)}
        base = alt.Chart(_values(own)).properties(
            width=size.width - (320 if size.is_wide else 155),
            height=alt.Step(6 + 12 * max(row["measure"].count("|") + 1 for row in own)),
            title=alt.TitleParams(
                group, anchor="start", frame="bounds", fontSize=12, color=INK, offset=2
            ),
        )
        bar = (
            base.transform_filter("datum.kind == 'life'")
            .mark_bar(color="#c3d3e0", height=8)
            .encode(x=alt.X("from:T", **time), x2="to:T", y=y_axis)
        )
        dots = (
            base.transform_filter("datum.kind == 'printed'")
            .mark_circle(color=FIRST, size=20, opacity=1)
            .encode(x=alt.X("on:T", **time), y=y_axis)
        )
        panels.append(alt.layer(bar, dots))
    return alt.vconcat(*panels, spacing=10)
