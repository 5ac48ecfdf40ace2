"""The charts of the report page: rows in, static SVG out.

Charts are Vega-Lite specifications, drawn twice: for a wide page and for a phone. A figure of which
only bounds are known is an interval and never a point; a line is drawn within a year only, and
years without an edition are shaded. Meaning is carried by shape, position or words beside colour.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import itertools
import json
import os
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vl_convert
from rehearse import grouped

Row = dict[str, Any]
Spec = dict[str, Any]
INK, GREY, SHADE = "#16324f", "#5b6b7a", "#eceff2"
FIRST, SECOND = "#0b5c8a", "#b3470e"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
LOCALES = {"nb": "nb-NO", "en": "en-GB"}
THOUSANDS = {"nb": "\u00a0", "en": ","}
DECIMAL = {"nb": ",", "en": "."}
# The version of the language that the charts are written in.
VEGA_LITE = "6.4"
# Charts that were drawn before, named by what they are drawn from; `make clean` removes them.
KEPT = Path(__file__).resolve().parents[2] / "target" / "charts"
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

Draw = Callable[[Size], Spec]


def svgs(name: str, draw: Draw, language: str) -> dict[str, str]:
    """Return a chart's SVG by size; its ids are its own, so that a page can hold many."""
    return {size.name: _svg(f"{name}-{size.name}", draw(size), language) for size in (WIDE, PHONE)}


def _svg(name: str, chart: Spec, language: str) -> str:
    numbers = {"decimal": DECIMAL[language], "thousands": THOUSANDS[language], "grouping": [3]}
    svg = _drawn(
        json.dumps(chart),
        vl_version=VEGA_LITE,
        config=CONFIG,
        format_locale=numbers | {"currency": ["", ""]},
        time_format_locale=LOCALES[language],
    )
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    # The page says what the chart shows; a reader is spared a name for each of its marks.
    svg = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _drawn(chart: str, **options: object) -> str:
    """Return a chart as SVG, which is kept for the next time that the very same is drawn."""
    drawn_from = [chart, options, importlib.metadata.version("vl-convert-python")]
    digest = hashlib.sha256(json.dumps(drawn_from).encode()).hexdigest()
    kept = KEPT / f"{digest}.svg"
    # A machine that stops can leave a file without all of its content.
    if kept.exists() and (svg := kept.read_bytes()).endswith(b"</svg>"):
        return svg.decode()
    svg = vl_convert.vegalite_to_svg(chart, **options)
    KEPT.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    partial.write_bytes(svg.encode())
    partial.replace(kept)
    return svg


def wrapped(rows: list[Row], name: str, width: int) -> list[Row]:
    """Return rows with the texts of a column in lines, divided by the mark that SPLIT splits at."""
    return [
        row | {name: "|".join(textwrap.wrap(row[name], width, break_long_words=False))}
        for row in rows
    ]


def unique(rows: list[Row], name: str) -> list[Any]:
    """Return the values of a column in the order of the rows."""
    return list(dict.fromkeys(row[name] for row in rows))


SPLIT = "split(datum.label, '|')"
BARE = {"domain": False, "ticks": False}


def has(name: str) -> str:
    """Return the condition that a row has a value in a column."""
    return f"isValid(datum.{name})"


KNOWN = has("obs_value")
# Rows of spans of years and the like have no bounds either.
BOUNDS = f"!{KNOWN} && {has('low')}"


def layer(where: str, mark: str, look: Spec, **encoding: Spec) -> Spec:
    """Return marks of one kind for the rows where an expression holds."""
    return {"transform": [{"filter": where}], "mark": {"type": mark} | look, "encoding": encoding}


def spread(**encoding: Spec) -> Spec:
    """Return lines between bounds; round ends show even where the eye cannot tell them apart."""
    return layer(
        BOUNDS, "rule", {"color": SECOND, "strokeWidth": 4, "strokeCap": "round"}, **encoding
    )


def column(name: str, kind: str, **more: object) -> Spec:
    """Return how a column is shown: without a title, for the page says what it is."""
    return {"field": name, "type": kind, "title": None, **more}


def lines_of(rows: list[Row], name: str, least: int, **axis: object) -> Spec:
    """Return what a chart with a line per (wrapped) name has: its height, the names to the left.

    A line has the least height besides that of its text.
    """
    names = unique(rows, name)
    most_lines = max(text.count("|") + 1 for text in names)
    axis = BARE | {"labelExpr": SPLIT} | axis
    return {
        "height": {"step": least + 12 * most_lines},
        "encoding": {"y": column(name, "nominal", sort=names, axis=axis)},
    }


def panels_of(rows: list[Row]) -> Spec:
    """Return a panel per value of `panel`, which stands above it."""
    return column("panel", "nominal", sort=unique(rows, "panel"), header={"labelExpr": SPLIT})


def missing_years(rows: list[Row], first: int, last: int) -> list[Row]:
    """Return the spans of years from the first to the last that no row speaks of."""
    held = {int(row["period"][:4]) for row in rows}
    return [
        {
            "from": f"{before + 1}-01-01",
            "to": f"{after - 1}-12-31",
            "middle": f"{(before + after + 1) // 2}-01-01",
        }
        for before, after in itertools.pairwise(sorted({first - 1, *held, last + 1}))
        if before + 1 < after
    ]


def over_time(rows: list[Row], size: Size, *, gap: str = "", own_scale: bool = True) -> Spec:
    """Draw stocks per month over all editions, in small multiples where rows have a `panel`.

    Rows have a `period` (ISO date), `obs_value` or None, `low`, `high`; `panel`, in their order;
    `on` (the same date) where a series breaks: drawn as a dashed line. The gap is what stands in
    the shaded years. Panels of one scale stand in a row of three, or on a phone under each other.
    """
    years = sorted({int(row["period"][:4]) for row in rows})
    columns = size.columns if own_scale else (3 if size.is_wide else 1)
    has_panels = "panel" in rows[0]
    if has_panels:
        rows = wrapped(rows, "panel", 30 if size.is_wide else 44 // columns)
        gaps = [
            span | {"panel": panel}
            for (panel,), own in grouped(rows, "panel")
            for span in missing_years(own, years[0], years[-1])
        ]
    else:
        spans = missing_years(rows, years[0], years[-1])
        gaps = wrapped([span | {"gap": gap} for span in spans], "gap", 14)

    def time(name: str) -> Spec:
        shown = years if has_panels else range(years[0], years[-1] + 1)
        return column(
            name,
            "temporal",
            scale={"domain": [f"{years[0]}-01-01", f"{years[-1]}-12-31"]},
            axis={
                "format": "%Y" if size.is_wide and not has_panels else "'%y",
                "grid": False,
                "values": [f"{year}-01-01" for year in shown],
                "labelAlign": "left",
                "labelFlush": False,
            },
        )

    figures = column(
        "obs_value",
        "quantitative",
        scale={"zero": True, "nice": True},
        axis=BARE | {"tickCount": 3 if has_panels else 5, "format": ",d", "labelFlush": True},
    )
    height = 240 if not has_panels else (110 if size.is_wide else 90)
    gutter = 52 if size.is_wide else 44
    line = {"color": FIRST, "strokeWidth": 2}
    dot = {"color": FIRST, "size": 14 if has_panels else 26, "opacity": 1}
    layers = [
        layer(has("from"), "rect", {"color": SHADE}, x=time("from"), x2={"field": "to"}),
        layer(KNOWN, "line", line, x=time("period"), y=figures, detail=column("year", "nominal")),
        layer(KNOWN, "circle", dot, x=time("period"), y=figures),
        spread(x=time("period"), y=column("low", "quantitative"), y2={"field": "high"}),
    ]
    if any(row.get("on") for row in rows):
        dashed = {"color": GREY, "strokeDash": [4, 3]}
        layers.append(layer(has("on"), "rule", dashed, x=time("on")))
    if gap and size.is_wide:
        look = {"color": GREY, "fontSize": 11, "lineBreak": "|", "baseline": "middle"}
        place = {"x": time("middle"), "y": {"value": height / 2}}
        layers.append(layer(has("gap"), "text", look, **place, text=column("gap", "nominal")))
    data = {"values": [*(row | {"year": row["period"][:4]} for row in rows), *gaps]}
    if not has_panels:
        return {"data": data, "width": size.width - gutter, "height": height, "layer": layers}
    return {
        "data": data,
        "facet": panels_of(rows),
        "columns": columns,
        "bounds": "flush",
        "spacing": {"row": 56 if size.is_wide else 62, "column": gutter},
        "resolve": {
            "scale": {"y": "independent" if own_scale else "shared"},
            "axis": {"x": "independent", "y": "independent"},
        },
        "spec": {"width": size.width // columns - gutter, "height": height, "layer": layers},
    }


def pairs(rows: list[Row], size: Size, side: str) -> Spec:
    """Draw two sides of each category as a filled dot and an open diamond on one line.

    Rows have a `category`, the column of the sides, `obs_value` or None, `low` and `high`.
    """
    rows = wrapped(rows, "category", 30 if size.is_wide else 17)
    axis = {"format": ",d", "tickCount": 5 if size.is_wide else 3}
    line = {"color": "#9aa7b2", "strokeWidth": 2}
    dot = {"size": 90, "strokeWidth": 2, "opacity": 1, "filled": True}
    figures = column("obs_value", "quantitative", axis=axis)
    least = column("obs_value", "quantitative", aggregate="min")
    most = {"field": "obs_value", "aggregate": "max"}

    def by_side(*looks: str) -> Spec:
        return column(side, "nominal", scale={"domain": unique(rows, side), "range": looks})

    shape, color = by_side("circle", "diamond"), by_side(FIRST, SECOND)
    return {
        "data": {"values": rows},
        "width": size.width - (230 if size.is_wide else 130),
        **lines_of(rows, "category", 18 if size.is_wide else 26, labelLimit=300, grid=True),
        "layer": [
            layer(KNOWN, "rule", line, x=least, x2=most),
            layer(KNOWN, "point", dot, x=figures, shape=shape, color=color),
            spread(x=column("low", "quantitative"), x2={"field": "high"}),
        ],
    }


def bars(rows: list[Row], size: Size) -> Spec:
    """Draw a bar per category, panels side by side, with the figure written at the bar's end.

    Rows have a `category`, a `panel`, `obs_value` or None, `low`, `high`, and `text`.
    """
    rows = wrapped(rows, "category", 32 if size.is_wide else 19)
    rows = wrapped(rows, "panel", 30 if size.is_wide else 17)
    width = size.width - (190 if size.is_wide else 118)
    longest = max(row["high"] for row in rows) * (1.25 if size.is_wide else 1.55)
    known = {"color": FIRST, "height": {"band": 0.72}}
    bounds = {"fill": "white", "stroke": SECOND, "strokeWidth": 1.5, "height": {"band": 0.5}}
    text = {"align": "left", "dx": 5, "color": INK, "fontSize": 11}

    def length(name: str) -> Spec:
        scale = {"domain": [0, longest], "nice": True}
        return column(name, "quantitative", axis=None, scale=scale)

    return {
        "data": {"values": rows},
        "facet": {"column": panels_of(rows)},
        "spacing": 10,
        "spec": {
            "width": width // len(unique(rows, "panel")) - 12,
            **lines_of(rows, "category", 11, labelLimit=260, labelLineHeight=12),
            "layer": [
                layer(KNOWN, "bar", known, x=length("obs_value")),
                layer(BOUNDS, "bar", bounds, x=length("low"), x2={"field": "high"}),
                layer(has("high"), "text", text, x=length("high"), text=column("text", "nominal")),
            ],
        },
    }


def lives(rows: list[Row], size: Size, first: str, last: str) -> Spec:
    """Draw the life of measures: a bar for the time in force, a dot for each month printed.

    Rows have a `measure`, a `measure_group`, `from` and `to` (ISO dates or None), and `printed`,
    the first days of the months in which the measure is printed. Where one end of the bar is not
    known it goes to the first or last print; where neither is, there is none. Shown are the days
    between two.
    """
    flat = []
    for row in wrapped(rows, "measure", 56 if size.is_wide else 24):
        shared = {"measure": row["measure"], "measure_group": row["measure_group"]}
        start = max(row["from"] or min(row["printed"]), first)
        end = min(row["to"] or max(row["printed"]), last)
        if (row["from"] or row["to"]) and start < end:
            flat.append(shared | {"from": start, "to": end})
        flat += [shared | {"on": day} for day in row["printed"]]
    title = {"anchor": "start", "frame": "bounds", "fontSize": 12, "color": INK, "offset": 2}
    bar = {"color": "#c3d3e0", "height": 8}
    dot = {"color": FIRST, "size": 20, "opacity": 1}
    axis = {"format": "%Y" if size.is_wide else "'%y", "orient": "top", "tickCount": 6}
    names = {"labelLimit": 330, "minExtent": 305 if size.is_wide else 140}
    panels = []
    for (group,), own in grouped(flat, "measure_group"):
        time = {"scale": {"domain": [first, last]}, "axis": axis}
        start, day = (column(name, "temporal", **time) for name in ("from", "on"))
        panels.append(
            {
                "data": {"values": own},
                "title": title | {"text": group},
                "width": size.width - (320 if size.is_wide else 155),
                **lines_of(own, "measure", 6, **names),
                "layer": [
                    layer(has("from"), "bar", bar, x=start, x2={"field": "to"}),
                    layer(has("on"), "circle", dot, x=day),
                ],
            }
        )
        # The years stand above the first panel only.
        axis = BARE | {"labels": False, "tickCount": 6}
    return {"vconcat": panels, "spacing": 10}
