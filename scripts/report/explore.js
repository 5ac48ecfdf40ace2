// Shows what is packed in the page: a selection as charts, a point in words, a table and a file. What
// is said, and which points may be joined, stands in the data.
"use strict";
const ALL = "_T", EACH = "*", SIGN = "http://www.w3.org/2000/svg";
const at = (id) => document.getElementById(id);
const unique = (values) => [...new Set(values)];
// Between the name of what can be searched for and the table that has it.
const DASH = " – ";

const DRAWN = new Set(["svg", "g", "path", "circle", "rect", "line", "text"]);

// An element; attributes and children that are null, undefined or false are left out.
function element(tag, attributes, ...children) {
  const one = DRAWN.has(tag) ? document.createElementNS(SIGN, tag) : document.createElement(tag);
  const isThere = (value) => value !== null && value !== undefined && value !== false;
  for (const [name, value] of Object.entries(attributes))
    if (isThere(value)) one.setAttribute(name, value);
  one.append(...children.flat().filter(isThere));
  return one;
}

// --- the data ----------------------------------------------------------------------------------

let held, words, figures, names, rowsOf, periods, firstSource;
// The areas that give a county alone, by their keys.
let alone;
// What is shown, and on how many pixels.
let now, room;
// What somebody asked for: the rest is chosen here, and of that nothing is told.
let asked;

async function unpack() {
  const bytes = Uint8Array.from(atob(at("packed").textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  held = await new Response(stream).json();
  const summed = (steps, sum = 0) => steps.map((step) => (sum += step));
  for (const table of Object.values(held))
    for (const [name, column] of Object.entries(table))
      if (column.no) table[name] = column.no.map((no) => column.of[no]);
      else if (column.steps) table[name] = summed(column.steps);
  ({ words, figures } = held);
  const { column_name, code, ...said } = held.choices;
  names = new Map(column_name.map((column, no) => [`${column} ${code[no]}`,
    { no, ...Object.fromEntries(Object.entries(said).map(([what, of]) => [what, of[no]])) }]));
  rowsOf = new Map(Object.keys(held.titles).map((mart) => [mart, []]));
  figures.mart.forEach((mart, row) => rowsOf.get(mart).push(row));
  periods = new Set(figures.mart.map((mart, row) => `${mart} ${figures.period[row]}`));
  firstSource = [0, ...summed(figures.source_count)];
  alone = new Set(held.alone.area_code.map((_, no) => areaKey(held.alone, no)));
}

const named = (column, code) => names.get(`${column} ${code}`) || {};
const nameOf = (column, code) =>
  named(column, code).name ?? held.headings[`${code}_code`] ?? String(code);
const fill = (text, what) => text.replace(/\{(\w+)\}/g, (_, name) => what[name]);
const keyOf = (row) => held.keys[figures.mart[row]].map((column) => [column, figures[column][row]]);
const keyText = (pairs) => pairs.map((pair) => pair.join("=")).join(";");
const yearOf = (row) => Number(figures.period[row].slice(0, 4));
const monthOf = (row) => Number(figures.period[row].slice(5, 7));
const monthName = (month) => words.months[month - 1];
const when = (row) => `${monthName(monthOf(row))} ${yearOf(row)}`;
const lowOf = (row) => figures.obs_value_min[row] ?? figures.obs_value[row];
const highOf = (row) => figures.obs_value_max[row] ?? figures.obs_value[row];

function number(value) {
  if (value === null) return "…";
  const [whole, rest] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words.thousands);
  return rest ? grouped + words.decimal + rest : grouped;
}
// Of an estimate no tenths are shown: its bounds are rounded outwards.
const isEstimate = (row) => figures.is_estimated[row];
const lowText = (row) => number(isEstimate(row) ? Math.floor(lowOf(row)) : lowOf(row));
const highText = (row) => number(isEstimate(row) && highOf(row) !== null ? Math.ceil(highOf(row)) : highOf(row));
const withSign = (row, text) => isEstimate(row) ? `≈ ${text}` : text;
function figureText(row) {
  const value = figures.obs_value[row];
  if (value === null) return withSign(row, `${lowText(row)}–${highText(row)}*`);
  return isEstimate(row) ? withSign(row, number(Math.round(value))) : number(value);
}
const isHiddenEstimate = (row) => isEstimate(row) && figures.obs_value[row] === null;
const statusText = (row) =>
  isHiddenEstimate(row) ? words.hidden_estimate : nameOf("obs_status", figures.obs_status[row]);
// What the area itself can have: what is given apart from the figure's bounds, or these.
const areaLowOf = (row) => figures.area_min[row] ?? lowOf(row);
const areaHighOf = (row) => figures.area_min[row] === null ? highOf(row) : figures.area_max[row];
const hasAreaBounds = (row) => isEstimate(row) || figures.area_min[row] !== null;
// What is drawn of a figure: of an estimate the bounds of its area, as its own are only of what was spread.
// What has no highest is drawn to its lowest.
const fromOf = (row) => isEstimate(row) ? areaLowOf(row) : lowOf(row);
const toOf = (row) => (isEstimate(row) ? areaHighOf(row) : highOf(row)) ?? fromOf(row);
const isOpen = (row) => isEstimate(row) || lowOf(row) !== highOf(row);
// A change as words have it: its sign is shown.
const signed = (value, shown = number) =>
  value === null ? "…" : (value < 0 ? "−" : value > 0 ? "+" : "") + shown(Math.abs(value));

// The change from one figure to another in words, each given as its value, lowest and highest, or as the
// sums of so many months: a tenth is rounded once, bounds outwards.
function changed([before, ...from], [value, ...to], months = 1) {
  const tenths = (round, one, other) =>
    one === null || other === null ? null : round(Number((10 * (one - other) / months).toFixed(6))) / 10;
  const nearest = (number) => Math.sign(number) * Math.round(Math.abs(number));
  const shown = months > 1 ? tenth : number;
  const isExact = value !== null && before !== null;
  if (!isExact) {
    const [low, high] = [tenths(Math.floor, to[0], from[1]), tenths(Math.ceil, to[1], from[0])];
    return fill(words.from_to, { low: signed(low, shown), high: signed(high, shown) });
  }
  const share = before ? Math.round(Math.abs(1000 * (value - before) / before)) / 10 : null;
  const per = share === null ? "" : ` (${signed(value < before ? -share : share, tenth)}\u00a0%)`;
  return signed(tenths(nearest, value, before), shown) + per;
}

// The change from the same month of a former year, in words, where the two can be compared.
function changeText(row, rows, [year, isComparable]) {
  const former = rows.find((one) => yearOf(one) === year && monthOf(one) === monthOf(row));
  if (former === undefined || isComparable !== true) return "";
  // The change of an estimate is as uncertain as what the area itself can have.
  const known = isEstimate(row) || isEstimate(former)
    ? (one) => [null, areaLowOf(one), areaHighOf(one)]
    : (one) => [figures.obs_value[one], lowOf(one), highOf(one)];
  // Of an estimate what the area itself can have had; else who lived elsewhere, where it is not quite the area.
  const [out, added] = ["moved_out_pct", "moved_in_pct"].map((name) => figures[name][former]);
  const area = !hasAreaBounds(former) || areaLowOf(former) === areaHighOf(former) ? []
    : isEstimate(former) ? [fill(words.area_before, { low: number(areaLowOf(former)), high: number(areaHighOf(former)) })]
    : [
      out && fill(words.moved_out_before, { out: number(out) }),
      added && fill(words.moved_in_before, { in: number(added) }),
    ];
  return fill(words.change, {
    when: when(former), before: [figureText(former), ...area].filter(Boolean).join("; "),
    change: changed(known(former), known(row)),
  });
}

// The mean of the twelve months of a row's year, as its value, lowest and highest, where it has them.
function meanOf(row) {
  const ends = [figures.mean_min[row], figures.mean_max[row]];
  return ends[0] === null ? null : [figures.mean_value[row], ...ends];
}
// The sums of its months.
const totalOf = (row) => ["", "_min", "_max"].map((end) => figures[`mean_total${end}`][row]);
// A mean and a share have one decimal, also where it is zero.
const tenth = (value) => number(value === null ? null : value.toFixed(1));
const meanText = ([value, low, high]) => value === null ? `${tenth(low)}–${tenth(high)}*` : tenth(value);

// The means of a row's year and of a former one, with the change, where both have one and can be compared.
function meansText(row, rows, [year, isComparable]) {
  const former = rows.find((one) => yearOf(one) === year), mean = meanOf(row);
  const before = former === undefined ? null : meanOf(former);
  if (!mean || !before || isComparable !== true) return "";
  return fill(words.means, {
    former: year, before: meanText(before), year: yearOf(row), mean: meanText(mean),
    change: changed(totalOf(former), totalOf(row), 12),
  });
}

// --- the choice --------------------------------------------------------------------------------

// The code that is taken where none is asked for: that of the most months, but the total if it has more
// than half of them.
function fullest(column, codes, rows) {
  const months = new Map(codes.map((code) => [code, new Set()]));
  for (const row of rows) months.get(figures[column][row]).add(figures.period[row]);
  const most = Math.max(...[...months.values()].map((held) => held.size));
  if (months.get(ALL)?.size > most / 2) return ALL;
  return codes.find((code) => months.get(code).size === most);
}

// Of a county or region that is not there: what holds it, else what most of its people live in.
function akin(wanted, codes) {
  const { code, other_code } = held.kin, parts = (wanted ?? "").split("+");
  const kin = parts.flatMap((part) => other_code.filter((_, no) => code[no] === part));
  const heldBy = (part) => codes.find((one) => one.split("+").includes(part));
  return [...parts, ...kin].map(heldBy).find(Boolean);
}

// Counties carried over to other divisions.
const AREAS = "participants_by_county_harmonized";
// Counties as they are printed, and areas.
const OTHER_AREA = { county_code: "area_code", area_code: "county_code" };

// Whether a row is of a county by the safest method that gives it alone.
const AREA_KEY = ["geography_method", "target_division", "linked_division", "area_code"];
const areaKey = (table, no) => AREA_KEY.map((column) => table[column][no]).join(" ");
const isAlone = (row) => alone.has(areaKey(figures, row));

// What the address asks for, or what it can be instead: the choices made, all choices there are, and
// the rows of the panels.
function settle(asked) {
  const unknown = [], options = [];
  // A county that was asked of one table is asked of the other as its area.
  const wantedOf = (name) => asked.get(name) ?? asked.get(OTHER_AREA[name] ?? null);
  const pick = (name, codes, otherwise = codes[0], nearest = undefined) => {
    const wanted = wantedOf(name);
    if (wanted !== null && !codes.includes(wanted)) unknown.push({ name, wanted, codes, nearest });
    return codes.includes(wanted) ? wanted : otherwise;
  };
  const set = pick("set", Object.keys(held.titles));
  const chosen = new Map([["set", set]]);
  let rows = rowsOf.get(set), each = null;
  for (const column of held.keys[set].filter((name) => name !== "period")) {
    const codes = unique(rows.map((row) => figures[column][row]))
      .sort((one, other) => named(column, one).no - named(column, other).no);
    const nearest = akin(wantedOf(column), codes);
    // What is not asked for is chosen where there is what is.
    const isMeant = (name, row) => name === "period" ? figures.period[row].startsWith(wantedOf(name) ?? "")
      : [null, EACH, figures[name][row]].includes(wantedOf(name));
    const fits = (row) => held.keys[set].every((name) => isMeant(name, row));
    const all = rows.filter(fits), isOfOne = ![null, EACH].includes(wantedOf("area_code"));
    const own = isOfOne ? all.filter(isAlone) : [], fitting = own.length ? own : all;
    const code = pick(
      column, codes.length > 1 && !each ? [...codes, EACH] : codes,
      nearest ?? fullest(column, codes, fitting.length ? fitting : rows), nearest);
    chosen.set(column, code);
    options.push([column, codes]);
    if (code === EACH) each = [column, codes];
    else rows = rows.filter((row) => figures[column][row] === code);
  }
  chosen.set("view", pick("view", ["time", "month"]));
  const months = unique(rows.map(monthOf)).sort((one, other) => one - other).map(String);
  if (chosen.get("view") === "month") {
    const first = String(held.month.month[0]);
    chosen.set("month", pick("month", months, months.includes(first) ? first : months[0]));
    rows = rows.filter((row) => monthOf(row) === Number(chosen.get("month")));
  }
  if (each) chosen.set("scale", pick("scale", ["own", "shared"]));
  const panels = (each ? each[1] : [null])
    .map((code) => ({
      code,
      name: each && nameOf(each[0], code),
      rows: each ? rows.filter((row) => figures[each[0]][row] === code) : rows,
    }))
    .filter((panel) => panel.rows.length);
  // Counties and areas have no order but that of their codes: those with the most come first, and what is
  // no area last. So do measures where one month is asked for.
  if (each && (each[0] in OTHER_AREA || SETS.includes(each[0]) && asked.get("period"))) {
    const isOfIt = (row) => figures.period[row].startsWith(asked.get("period") ?? "");
    const most = ({ code, rows }) => code === ALL ? Number.MAX_VALUE
      : !(each[0] in OTHER_AREA) || named(each[0], code).dated ? lowOf(rows.findLast(isOfIt) ?? rows[0]) : -1;
    const size = new Map(panels.map((panel) => [panel.code, most(panel)]));
    panels.sort((one, other) => size.get(other.code) - size.get(one.code));
  }
  const periods = unique(rows.map((row) => figures.period[row])).sort();
  const wanted = new Map();
  // Of a year its last month.
  const asking = asked.get("period"), ofYear = periods.findLast((period) => period.slice(0, 4) === asking);
  if (ofYear) wanted.set("period", ofYear);
  else if (/^\d{4}$/.test(asking))
    unknown.push({ name: "year", wanted: asking, texts: unique(periods.map((period) => period.slice(0, 4))),
      reason: reasonOf(panels[0]?.rows[0], asking) });
  else if (asking) wanted.set("period", pick("period", periods, null));
  if (asked.has("panel")) wanted.set("panel", pick("panel", panels.map((panel) => panel.code), null));
  const known = [...held.keys[set], "set", "view", "month", "scale", "panel"];
  unknown.push(...[...asked.keys()].filter((name) => !known.includes(name))
    .map((wanted) => ({ wanted, codes: known })));
  return { chosen, options, months, panels, periods, unknown, each, wanted };
}

const address = (now) =>
  `#${new URLSearchParams([...now.chosen, ...now.wanted].filter(([, code]) => code))}`;

// Whether a group, a series and a measure bear one name: then it is said which of them is meant.
const SETS = ["measure_group_code", "series_code", "measure_code"];
const isSharedName = (column, own) => SETS.includes(column)
  && SETS.filter((other) => [...names].some(([key, { name }]) => key.split(" ")[0] === other && name === own)).length > 1;

// What is chosen, in words: a total only where it comes first, a division where there are others.
function titleOf(now, name = words.each.toLowerCase()) {
  const told = now.options.filter(([column, codes], no) => {
    const code = now.chosen.get(column), isOwnName = nameOf(column, code) === code;
    return code !== EACH && (code === ALL ? no === 0 : codes.length > 1 || !isOwnName);
  });
  const parts = told.map(([column]) => {
    const code = now.chosen.get(column), own = nameOf(column, code);
    if (code === ALL || own === code) return `${held.headings[column]}: ${own}`;
    return isSharedName(column, own) ? `${own} (${held.headings[column].toLowerCase()})` : own;
  });
  if (now.each) parts.push(`${held.headings[now.each[0]]}: ${name}`);
  if (now.chosen.has("month")) parts.push(monthName(now.chosen.get("month")));
  return parts.join(" · ");
}

// --- what the address names wrongly -----------------------------------------------------------

// What a part of the address is called, and what a value of it is.
const partName = (name) =>
  ({
    set: words.set, view: words.view, month: words.of_month, year: words.year, scale: words.scale, panel: words.each,
  })[name]
  ?? held.headings[name];
function codeName(name, code) {
  if (name === undefined) return partName(code);
  if (name === "set") return held.titles[code];
  if (name === "view" || name === "scale") return words[`${name}_${code}`];
  if (name === "month") return monthName(code);
  if (name === "period") return `${monthName(Number(code.slice(5, 7)))} ${code.slice(0, 4)}`;
  return code === EACH ? words.each : nameOf(name === "panel" ? now.each[0] : name, code);
}

// Why the line of a figure has none of a year.
const reasonOf = (row, year) => (figures.gaps[row] ?? "").split("\n")
  .filter((line) => line.split(":")[0].split(", ").includes(year))
  .map((line) => line.replace(/^[^:]+: /, " ")).join("");

const isGone = ({ name, wanted }) => name in OTHER_AREA && held.gone.code.includes(wanted);

// A word that shares fewer of its pairs of signs than this with a name is nothing like it.
const ALIKE = 0.15;

// In words what is not known, with the three of what is possible that are most like it: texts, or codes
// and what they are called.
function told({ name, wanted, codes, texts, nearest, reason = "" }) {
  if (isGone({ name, wanted })) return recordOf(held.gone, wanted).sentence;
  const heading = name && partName(name), own = named(name, wanted).name ?? wanted;
  if (nearest) return fill(words.nearest, { heading, asked: own, nearest: codeName(name, nearest) });
  const pairs = (text) => [...text.toLowerCase()].slice(1).map((sign, no) => text.toLowerCase()[no] + sign);
  const given = new Set(pairs(wanted));
  const likeness = (text) => pairs(text).filter((pair) => given.has(pair)).length / (text.length + wanted.length);
  const possible = texts?.map((text) => [text.split(": ")[0], text.split(DASH)[0]])
    ?? codes.filter((code) => code !== EACH)
      .map((code) => [`${codeName(name, code)} (${code})`, code, codeName(name, code)]);
  const like = new Map(possible.map(([text, ...words]) => [text, Math.max(...words.map(likeness))]));
  const listed = [...like.keys()].sort((one, other) => like.get(other) - like.get(one))
    .filter((text) => !texts || name || like.get(text) >= ALIKE);
  if (!listed.length) return fill(words.unlike_name, { asked: own, hint: words.search_hint });
  const more = texts ? 0 : listed.length - 3;
  return fill(name ? words.unknown_code : words.unknown_name, {
    heading, asked: own,
    possible: [...listed.slice(0, 3), more > 0 && fill(words.and_more, { count: more })].filter(Boolean).join(", "),
  }) + reason;
}

// --- the form ----------------------------------------------------------------------------------

function select(name, label, options, value, hint) {
  const list = element("select", { name, disabled: options.length === 1 && "" });
  let group = list, within = null;
  for (const option of options) {
    if (option.within !== within) {
      within = option.within;
      group = within ? element("optgroup", { label: within }) : list;
      if (within) list.append(group);
    }
    const isChosen = option.code === value;
    group.append(element("option", { value: option.code, selected: isChosen && "" }, option.name));
  }
  const small = [hint].flat().filter(Boolean);
  return element("label", {}, element("span", {}, label), list, small.map((text) => element("small", {}, text)));
}

// What functions ask for by its code; of a total there is nothing to write.
const CODED = new Set(
  ["measure_group_code", "series_code", "measure_code", "status_code", "sex_code", "geography_method"]);

// What is asked of any table that has it, also where it has one choice.
const ASKED = new Set(["measure_group_code", "measure_code", "status_code", "sex_code"]);

// Counties that no area here gives alone: each as an option that leads to the method that does.
function aloneElsewhere(codes) {
  const { name, ...columns } = held.alone;
  return name.map((text, no) => {
    const of = Object.entries(columns).map(([column, of]) => [column, of[no]]);
    const method = nameOf("geography_method", columns.geography_method[no]);
    return { code: String(new URLSearchParams(of)), name: text, within: fill(words.alone, { method }) };
  }).filter((_, no) => !codes.includes(columns.area_code[no]));
}

// Counties that no figures are by: of these it is said what to ask for instead.
const gone = () =>
  held.gone.code.map((code, no) => ({ code, name: held.gone.name[no], within: words.gone }));

// Where a list has one choice: the list before it that has a choice with more, and that choice. Not one
// that says what is counted: another measure is no answer.
function moreWith(now, no) {
  const before = now.options.slice(0, no), [column] = now.options[no];
  const rows = rowsOf.get(now.chosen.get("set")).filter((row) =>
    before.every(([name]) => !ASKED.has(name) || [figures[name][row], EACH].includes(now.chosen.get(name))));
  const countOf = ([name, code]) =>
    unique(rows.filter((row) => figures[name][row] === code).map((row) => figures[column][row])).length;
  return before.filter(([name]) => !ASKED.has(name))
    .flatMap(([name, codes]) => codes.map((code) => [name, code]))
    .filter((one) => countOf(one) > 1)
    .sort((one, other) => countOf(other) - countOf(one))[0];
}
function oneChoice(now, no) {
  const more = moreWith(now, no);
  if (!more) return words.one_choice;
  return fill(words.one_choice_more, { heading: held.headings[more[0]], name: nameOf(...more) });
}

function showForm(now) {
  const form = at("choices"), focused = document.activeElement?.name, fields = [];
  const add = (name, label, pairs) => {
    const options = pairs.map(([code, text]) => ({ code, name: text, within: null }));
    fields.push(select(name, label, options, now.chosen.get(name)));
  };
  add("set", words.set, Object.entries(held.titles));
  const set = now.chosen.get("set");
  // What has one choice here is shown where the table has others elsewhere: nobody has to look for it.
  const isListed = ([column, codes]) => codes.length > 1
    || ASKED.has(column) && rowsOf.get(set).some((row) => figures[column][row] !== codes[0]);
  for (const [no, [column, codes]] of now.options.entries()) {
    if (!isListed([column, codes])) continue;
    const value = now.chosen.get(column), isOne = codes.length === 1;
    const options = codes.map((code) =>
      ({ code, name: nameOf(column, code), within: named(column, code).within }));
    const all = { code: EACH, name: fill(words.each_of, { count: codes.length }), within: null };
    // Of counties all are asked for first.
    if (!isOne) options[column in OTHER_AREA ? "unshift" : "push"](all);
    const alone = column === "area_code" ? aloneElsewhere(codes) : [];
    options.push(...alone, ...(column in OTHER_AREA ? gone() : []));
    const isCoded = CODED.has(column) && ![ALL, EACH].includes(value);
    fields.push(select(column, held.headings[column], options, value,
      [
        isOne && oneChoice(now, no), isCoded && fill(words.code, { code: value }), named(column, value).hint,
        alone.length > 0 && words.alone_hint,
      ]));
  }
  const inTime = "view=time", ofMonth = (month) => `view=month&month=${month}`;
  const months = now.months.map((month) =>
    ({ code: ofMonth(month), name: monthName(month), within: words.view_month }));
  fields.push(select("view", words.view, [{ code: inTime, name: words.view_time, within: null }, ...months],
    now.chosen.has("month") ? ofMonth(now.chosen.get("month")) : inTime));
  if (now.each && !isOfOneMonth(now))
    add("scale", words.scale, [["own", words.scale_own], ["shared", words.scale_shared]]);
  form.replaceChildren(...fields);
  if (focused) form.elements[focused]?.focus();
}

// --- the search --------------------------------------------------------------------------------

// What something that can be searched for is of.
const columnOf = ({ asks }) => asks?.at(-1)[0];

// What a code is called in the other language: a name is found in both, as the functions find it.
const otherNames = (column, code) => held.other_names.name.filter((_, no) =>
  held.other_names.column_name[no] === column && held.other_names.code[no] === code);

// What is counted: of these each name can be searched for, in each table that has it.
const SUBJECTS = ["measure_group_code", "series_code", "measure_code", "area_code", "county_code", "category_code"];

// What can be searched for: a text, its code, and what it asks for. A code goes with those that stand
// before it in its table and decide what it is (a method, a division, a breakdown): of several the safest
// method, of a county the safest that gives it alone, and the newest division.
function searched() {
  const order = (row, column) => named(column, figures[column][row]).no;
  return [...rowsOf].flatMap(([set, rows]) => held.keys[set].filter((name) => SUBJECTS.includes(name))
    .flatMap((column) => {
      const before = held.keys[set].slice(1, held.keys[set].indexOf(column)).filter((name) => !ASKED.has(name));
      const isBefore = (one, other) => {
        if (column === "area_code" && isAlone(one) !== isAlone(other)) return isAlone(one);
        const differs = before.find((name) => figures[name][one] !== figures[name][other]);
        return differs ? order(one, differs) < order(other, differs) : false;
      };
      const first = new Map();
      for (const row of rows) {
        const code = figures[column][row];
        if (!first.has(code) || isBefore(row, first.get(code))) first.set(code, row);
      }
      first.delete(ALL);
      const called = [...first.keys()].map((code) => nameOf(column, code));
      const isShared = (name) => called.filter((one) => one === name).length > 1;
      const options = [...first].map(([code, row]) => {
        const name = nameOf(column, code);
        const own = isShared(name) ? named(column, code).dated ?? `${name} (${code})` : name;
        // What is counted, in counties: in each of them.
        const within = before.map((name) => [name, SUBJECTS.includes(name) ? EACH : figures[name][row]]);
        const asks = [["set", set], ...within, [column, code]];
        // The safest method and the newest division come first.
        const rank = before.map((name) => order(row, name)).reduce((sum, no) => 1000 * sum + no, 0);
        const kind = held.headings[column].toLowerCase();
        const also = otherNames(column, code);
        return { code, name, text: `${own}${DASH}${kind}: ${held.titles[set]}`, set, asks, rank, also };
      });
      return options.sort((one, other) =>
        one.rank - other.rank || named(column, one.code).no - named(column, other.code).no);
    }));
}

// Status, sex, months and years narrow what is shown, in each table that has them; counties are shown each
// by itself.
function narrowing() {
  const all = [...rowsOf.keys()], setsWith = (isMeant) => all.filter((set) => rowsOf.get(set).some(isMeant));
  const years = unique(figures.period.map((period) => Number(period.slice(0, 4)))), first = Math.min(...years);
  // Of a year without figures every table says why.
  const ofYears = Array.from({ length: Math.max(...years) - first + 1 }, (_, no) => String(first + no))
    .map((year) => ({ code: year, name: year, text: year, asks: [["period", year]], sets: all }));
  const counties = {
    code: EACH, name: words.counties, text: `${words.counties}${DASH}${words.each.toLowerCase()}`,
    asks: [["county_code", EACH]], sets: all.filter((set) => held.keys[set].includes("county_code")),
  };
  const months = words.months.map((name, no) => ({
    code: name, name, text: name, sets: all, also: [name.slice(0, 3)],
    asks: [["view", "month"], ["month", String(no + 1)]],
  }));
  const codes = [...names.keys()].map((key) => key.split(" ")).filter(([column, code]) => code === ALL
    ? column === "measure_group_code" : ["status_code", "sex_code", "dimension"].includes(column),
  ).map(([column, code]) => {
    const name = nameOf(column, code), text = `${name}${DASH}${held.headings[column].toLowerCase()}`;
    // Of a breakdown each category.
    const asks = [[column, code], ...(column === "dimension" ? [["category_code", EACH]] : [])];
    const also = [
      ...held.also[`${code === ALL ? "measure_set" : column.replace("_code", "")} ${code}`] ?? [],
      ...otherNames(column, code)];
    return { code, name, text, asks, also, sets: setsWith((row) => figures[column]?.[row] === code) };
  }).filter(({ sets }) => sets.length);
  const measures = {
    code: EACH, name: words.each_measure, text: words.each_measure, also: words.each_measure_also.split(", "),
    asks: [["measure_code", EACH]], sets: ["participants_by_measure"],
  };
  return [...codes, ...months, ...ofYears, counties, measures];
}

// What else has a word that somebody asked for: each kind of thing once, of counties each, as a link that
// keeps the month.
function showNamesakes(meant, found) {
  const links = meant.flatMap((one) => {
    const column = columnOf(one), isPlace = column in OTHER_AREA, own = [one.code, one.name].map(plain);
    const others = found.filter((other) => isPlace
      ? other.set === one.set && columnOf(other) === column && other.code !== one.code && other.name === one.name
      : columnOf(other) !== column && [other.code, other.name].map(plain).some((word) => own.includes(word)));
    const firsts = isPlace ? others
      : unique(others.map(columnOf)).map((column) => others.find((other) => columnOf(other) === column));
    const kept = [...now.chosen, ...now.wanted].filter(([name]) => ["view", "month", "period"].includes(name));
    return firsts.map((other) => element("a", { href: `#${new URLSearchParams([...other.asks, ...kept])}` },
      isPlace ? other.text.split(DASH)[0] : `${other.name}, ${held.headings[columnOf(other)].toLowerCase()}`));
  });
  if (links.length)
    at("notice").append(" ", words.namesakes, " ", ...links.flatMap((link, no) => no ? [" · ", link] : [link]));
}

// Letters are alike with and without their marks, and words with and without a stop after them.
const plain = (text) => text.toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae")
  .normalize("NFD").replace(/\p{M}|[,;:?!"«»“”]|\.(?= |$)/gu, "");

// The words by which a thing is asked for: its code and its name; of a measure what it is called for short,
// which stands in brackets, of a county its name without code and years; and what else it is called.
const wordsOf = ({ code, name, also = [] }) =>
  [code, name, name.replace(/^\d+ | \([^)]*\)$/g, ""), name.match(/\(([^)]*)\)$/)?.[1] ?? "", ...also].map(plain);

// A text with its months in words: 2022-11 and 11/2022 as november 2022.
const inWords = (text) => text
  .replace(/\b(\d{4})-(0[1-9]|1[0-2])(-\d\d)?\b/g, (_, year, month) => `${monthName(Number(month))} ${year}`)
  .replace(/\b(0?[1-9]|1[0-2])[/.](\d{4})\b/g, (_, month, year) => `${monthName(Number(month))} ${year}`);

// A search is asked anew, whatever was shown before; its text stays, so that words can be added.
function showSearch() {
  const found = searched(), input = at("search").querySelector("input"), sets = [...rowsOf.keys()];
  const lost = gone().map(({ code, name }) => ({ code, name, text: name, gone: code }));
  const all = [...found, ...narrowing(), ...lost];
  at("names").replaceChildren(...unique(all.map(({ text }) => text)).map((text) => element("option", { value: text })));
  const placeOf = ({ set, sets: [first] = [] }) => sets.indexOf(set ?? first);
  // All that a text can mean, the surest first; of several words only what has them as its whole name.
  const meantBy = (wanted, isPart = false) => {
    const typed = plain(wanted);
    // Among words a number of a digit or two is an age, or a day, sooner than a county's code.
    if (isPart && /^\d{1,3}$/.test(typed)) return undefined;
    return [
      ({ text }) => text === wanted,
      (one) => wordsOf(one).includes(typed),
      (one) => (one.sets || columnOf(one) === "category_code" ? typed.length > 3 : !isPart)
        && plain(one.name).startsWith(typed),
      ({ name }) => !isPart && plain(name).includes(typed),
    ].map((isMeant) => all.filter(isMeant)).find((meant) => meant.length)
      ?.sort((one, other) => placeOf(one) - placeOf(other) || (one.rank ?? 0) - (other.rank ?? 0));
  };
  // What the words mean, the longest names first, and the words that mean nothing; those between others, and
  // those of what is always shown, are passed over.
  const passed = words.passed.split(", ").map(plain);
  const meantByParts = (typed) => {
    if (!typed.length) return { parts: [], unknown: [] };
    for (let count = typed.length; count; count--) {
      const meant = meantBy(typed.slice(0, count).join(" "), true);
      if (!meant) continue;
      const rest = meantByParts(typed.slice(count));
      return { ...rest, parts: [meant, ...rest.parts] };
    }
    const rest = meantByParts(typed.slice(1)), word = plain(typed[0]);
    return passed.includes(word) || !word ? rest : { ...rest, unknown: [typed[0], ...rest.unknown] };
  };
  const isPlace = (one) => !one.sets && columnOf(one) in OTHER_AREA;
  const isMeasure = (one) => !one.sets && SETS.includes(columnOf(one));
  // The first table that has the most of the parts, of one list one, and what it has of them; of a county the
  // areas are: they have both years.
  const together = (parts) => {
    const inSet = (set) => parts.map((meant) => meant.find((one) => one.set === set || one.sets?.includes(set)));
    const isOfArea = parts.some((meant) => meant.some((one) => one.set === AREAS && columnOf(one) === "area_code"));
    const count = (set) => unique(inSet(set).filter(Boolean).map(columnOf)).length;
    const [set] = [...(isOfArea ? [AREAS] : []), ...sets].toSorted((one, other) => count(other) - count(one));
    return { set, meant: inSet(set).filter(Boolean) };
  };
  // First what is counted, then where, then what narrows it: of several years the last.
  const placeIn = (one) => one.sets ? 2 + (columnOf(one) === "period") * Number(one.code) : Number(isPlace(one));
  // Of several codes of a list each is shown, and the first of them pointed at, as the least safe of them is
  // asked for, if all are there; measures are too many for that.
  const severalOf = (set, sorted) => {
    const columns = sorted.filter((one) => !isMeasure(one) && one.code !== EACH).map(columnOf);
    const column = columns.find((one, no) => held.keys[set].includes(one) && columns.indexOf(one) < no);
    const own = sorted.filter((one) => column && columnOf(one) === column);
    const [last] = own.toSorted((one, other) => other.rank - one.rank), within = last?.asks.slice(0, -1) ?? [];
    const isThere = ({ code }) => rowsOf.get(set).some((row) => figures[column][row] === code
      && within.every(([name, asked]) => [undefined, asked].includes(asked === EACH ? asked : figures[name]?.[row])));
    return last && own.every(isThere) ? [...within, [column, EACH], ["panel", own[0].code]] : [];
  };
  const go = ({ set, meant }) => {
    const sorted = meant.toSorted((one, other) => placeIn(one) - placeIn(other));
    const asks = new Map([
      ["set", set], ...sorted.flatMap(({ asks }) => asks), ...sorted.map(({ asks }) => asks.at(-1)),
      ...severalOf(set, sorted)]);
    // Where no measure is asked for all are meant, if there are figures of them all.
    const fits = (row) => [...asks].every(([name, code]) => !held.keys[set].includes(name)
      || (name === "period" ? figures.period[row].startsWith(code) : [EACH, figures[name][row]].includes(code)));
    // The newest division is not meant where the year is of another.
    if (!rowsOf.get(set).some(fits)) asks.delete("county_division");
    const group = "measure_group_code";
    const isOfAll = !sorted.some(isMeasure) && !asks.has(group) && held.keys[set].includes(group)
      && rowsOf.get(set).some((row) => figures[group][row] === ALL && fits(row));
    if (isOfAll) asks.set(group, ALL);
    history.pushState(null, "", `#${new URLSearchParams(asks)}`);
    showAddress(String(new URLSearchParams(asks)));
    history.replaceState(null, "", address(now));
    showOther();
  };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("change", () => {
    const wanted = input.value.trim(), whole = wanted && meantBy(wanted);
    if (!wanted) return showNotice([]);
    const { parts, unknown } = whole ? { parts: [whole], unknown: [] } : meantByParts(inWords(wanted).split(/\s+/));
    if (!parts.length) return showNotice([{ wanted, texts: all.map(({ text }) => text) }]);
    // A measure is meant sooner than all of them: jobbklubb tiltak.
    const isOfAll = ([one]) => one.code === ALL && columnOf(one) === "measure_group_code";
    const hasMeasure = parts.some((meant) => !isOfAll(meant) && isMeasure(meant[0]));
    const there = parts.filter((meant) => !meant[0].gone && !(hasMeasure && isOfAll(meant))), without = parts.flatMap(([one]) => one.gone ?? []);
    const { set, meant } = together(there);
    if (there.length) go({ set, meant });
    if (without.length) showNotice([{ name: "area_code", wanted: without[0] }]);
    const isShown = (one) => one.set === set || one.sets?.includes(set);
    // Of a year that the selection does not have it is told.
    const isToldOf = (code) => now.unknown.some(({ wanted }) => wanted === code);
    const isChosen = ([name, code]) => name === "period"
      ? isToldOf(code) || now.periods.some((period) => period.startsWith(code))
      : now.chosen.get(name) === code || now.panels.some((panel) => now.each?.[0] === name && panel.code === code);
    const left = there.filter((options) =>
      !options.some((one) => isShown(one) && isChosen(one.asks.at(-1))));
    const told = [...left.map(([{ name }]) => name), ...unknown].map((name) => `«${name}»`);
    if (told.length) at("notice").append(" ", fill(words.left_out, { names: told.join(", ") }));
    // Where some measures alone have what was asked, it is said which are shown.
    const isOfSome = !meant.some(isMeasure)
      && ["measure_group_code", "measure_code"].some((name) => ![undefined, ALL].includes(now.chosen.get(name)));
    if (isOfSome && !now.unknown.length && !meant.some((one) => one.text === wanted))
      at("notice").append(" ", fill(words.chosen_instead, { title: titleOf(now) }));
    showNamesakes(meant.filter((one) => !one.sets && one.text !== wanted), found);
    if (matchMedia("(max-width: 720px)").matches)
      (at("notice").textContent ? at("notice") : at("chart-title")).scrollIntoView();
  });
}

// --- charts ------------------------------------------------------------------------------------

// Where each month stands from left to right, on so many pixels: in a comparison by its distance, with
// room for each figure; else the months of a year beside each other, years without figures left out,
// and between years a gap, which is wider where they cannot be compared: that stands in it.
function places(now, across) {
  const isYearly = now.chosen.has("month"), place = new Map();
  const broken = new Set(now.panels.flatMap((panel) =>
    panel.rows.filter((row) => figures.is_comparable[row] === false).map(yearOf)));
  const dates = now.periods.map((period) => period.split("-").map(Number));
  const steps = dates.map(([year, month], no) => {
    if (!no) return [0, 0];
    const [formerYear, formerMonth] = dates[no - 1];
    const distance = (year - formerYear) * 12 + month - formerMonth;
    if (isYearly) return [distance, 50];
    return year === formerYear ? [distance, 0] : [0, broken.has(year) ? 46 : 26];
  });
  const sum = (which) => steps.reduce((total, step) => total + step[which], 0);
  const step = sum(0) ? Math.max(0, across - sum(1)) / sum(0) : 0;
  let x = sum(0) ? 0 : (across - sum(1)) / 2;
  now.periods.forEach((period, no) => place.set(period, x += steps[no][0] * step + steps[no][1]));
  return { place, step };
}

function ticksTo(most) {
  const rough = Math.max(most, 5) / 5, size = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].find((times) => times * size >= rough) * size);
  const count = Math.ceil(Math.max(most, 1) / step);
  return Array.from({ length: count + 1 }, (_, no) => no * step);
}

// Whether the data let a line or a band go from one figure to the next.
function joined(now, one, other) {
  const [from, to] = [yearOf(one), yearOf(other)];
  if (from === to) return monthOf(other) - monthOf(one) === 1;
  const follows = figures.is_comparable[other] === true && figures.former_year[other] === from;
  return follows && (now.chosen.has("month") || to - from === 1);
}

function draw(now, panel, most, width, height) {
  const ticks = ticksTo(most), top = 32, bottom = 34;
  const isYearly = now.chosen.has("month"), pad = isYearly ? 30 : 16;
  const left = 14 + 7 * number(ticks.at(-1)).length, right = 14;
  const { place, step } = places(now, width - left - right - 2 * pad);
  const xOf = (row) => left + pad + place.get(figures.period[row]);
  const y = (value) => top + (height - top - bottom) * (1 - value / ticks.at(-1));
  const label = titleOf(now, panel.name || undefined);
  const svg = element("svg", { width, height, role: "group", "aria-label": label });
  for (const tick of ticks)
    svg.append(
      element("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
      element("text", { class: "end", x: left - 6, y: y(tick) + 4 }, number(tick)));

  // Years below, months where there is room for them; a dashed line where years cannot be compared.
  for (const year of unique(panel.rows.map(yearOf))) {
    const own = panel.rows.filter((row) => yearOf(row) === year), from = xOf(own[0]), to = xOf(own.at(-1));
    svg.append(element("text", { class: "year", x: (from + to) / 2, y: height - 4 }, String(year)));
    if (!isYearly && (step >= 13 || !step))
      svg.append(...own.map((row) =>
        element("text", { x: xOf(row), y: height - 19 }, monthName(monthOf(row))[0].toUpperCase())));
    else if (from < to)
      svg.append(element("line", { class: "span", x1: from, x2: to, y1: height - 22, y2: height - 22 }));
    const former = panel.rows.findLast((row) => yearOf(row) < year);
    if (former === undefined || figures.is_comparable[own[0]] !== false) continue;
    const x = (xOf(former) + from) / 2, above = top - 10;
    svg.append(
      element("line", { class: "break", x1: x, x2: x, y1: above, y2: height - bottom }),
      element("text",
        { class: "break end", x, y: above, transform: `rotate(-90 ${x} ${above}) translate(0 -5)` },
        words.key_break));
  }

  let line = "", band = "";
  const spot = (row, value) => `${xOf(row).toFixed(1)} ${y(value).toFixed(1)}`;
  const through = (...spots) => `M${spots.map(([row, value]) => spot(row, value)).join("L")}`;
  panel.rows.forEach((row, no) => {
    const former = panel.rows[no - 1];
    if (!no || !joined(now, former, row)) return;
    const [value, before] = [figures.obs_value[row], figures.obs_value[former]];
    if (isOpen(former) || isOpen(row))
      band += through([former, fromOf(former)], [former, toOf(former)], [row, toOf(row)], [row, fromOf(row)]) + "Z";
    if (value !== null && before !== null) line += through([former, before], [row, value]);
  });
  svg.append(element("path", { class: "band", d: band }), element("path", { class: "line", d: line }));

  for (const row of panel.rows) {
    const x = xOf(row), value = figures.obs_value[row];
    const point = element("g", {
      class: "point", role: "button", tabindex: -1, "data-row": row, "data-panel": panel.code,
      "data-mart": figures.mart[row], "data-column": "obs_value", "data-key": keyText(keyOf(row)),
      "aria-label": `${label}, ${when(row)}: ${figureText(row)}`,
    });
    if (isOpen(row)) {
      const from = y(fromOf(row)), to = y(toOf(row)), tall = Math.max(4, from - to);
      point.append(element("rect",
        { class: "bounds", x: x - 3, width: 6, y: (from + to - tall) / 2, height: tall, rx: 1 }));
    }
    const r = width > 420 ? 4 : 3;
    if (value !== null) point.append(element("circle", { class: "value", cx: x, cy: y(value), r }));
    if (isYearly)
      point.append(element("text", { class: "label", x, y: y(toOf(row)) - 9 }, figureText(row)));
    svg.append(point);
  }
  svg.append(element("text", { class: "told start", x: left, y: 11 }));
  const nearest = (event) => {
    const from = (row) => Math.abs(xOf(row) + svg.getBoundingClientRect().left - event.clientX);
    const row = panel.rows.reduce((one, other) => from(other) < from(one) ? other : one);
    return svg.querySelector(`[data-row="${row}"]`);
  };
  svg.addEventListener("pointermove", (event) => choose(nearest(event)));
  svg.addEventListener("click", (event) => choose(nearest(event), true));
  return element("div", { class: "graph" }, panel.name && element("h3", {}, panel.name), svg);
}

// Of a single month a bar for each panel, below each other.
function drawBars(now, width) {
  const rows = now.panels.map((panel) => panel.rows[0]), tall = 18, step = 27, top = 22, right = 70;
  const most = Math.max(...rows.map(toOf), 1), longest = Math.max(...now.panels.map(({ name }) => name.length));
  const left = Math.min(Math.round(0.45 * width), 12 + 7 * longest), room = Math.floor(left / 7) - 1;
  const x = (value) => left + (width - left - right) * value / most;
  const height = top + step * rows.length, title = titleOf(now);
  const svg = element("svg", { width, height, role: "group", "aria-label": title });
  svg.append(element("line", { class: "grid", x1: left, x2: left, y1: top, y2: height }));
  now.panels.forEach(({ code, name }, no) => {
    const row = rows[no], value = figures.obs_value[row], y = top + step * no + 4, middle = y + tall / 2 + 4;
    const label = name.length > room ? `${name.slice(0, room - 1)}…` : name;
    const point = element("g", {
      class: "point", role: "button", tabindex: -1, "data-row": row, "data-panel": code,
      "data-mart": figures.mart[row], "data-column": "obs_value", "data-key": keyText(keyOf(row)),
      "aria-label": `${titleOf(now, name)}, ${when(row)}: ${figureText(row)}`,
    }, element("text", { class: "end", x: left - 8, y: middle }, label));
    if (value !== null)
      point.append(element("rect", { class: "value", x: left, width: Math.max(1, x(value) - left), y, height: tall }));
    if (isOpen(row))
      point.append(element("rect", { class: "bounds", x: x(fromOf(row)),
        width: Math.max(4, x(toOf(row)) - x(fromOf(row))), y: y + tall / 2 - 3, height: 6, rx: 1 }));
    point.append(element("text", { class: "label start", x: x(toOf(row)) + 7, y: middle }, figureText(row)));
    svg.append(point);
  });
  svg.append(element("text", { class: "told start", x: left, y: 11 }));
  const nearest = (event) => {
    const no = Math.floor((event.clientY - svg.getBoundingClientRect().top - top) / step);
    return svg.querySelectorAll(".point")[Math.min(Math.max(no, 0), rows.length - 1)];
  };
  svg.addEventListener("pointermove", (event) => choose(nearest(event)));
  svg.addEventListener("click", (event) => choose(nearest(event), true));
  return element("div", { class: "graph" }, svg);
}
const isOfOneMonth = (now) => now.each && now.periods.length === 1;

// Years in their order, those that follow each other as one text.
function inRanges(years) {
  const sorted = [...years].sort((one, other) => one - other);
  const firsts = sorted.filter((year) => !years.includes(year - 1));
  const lasts = sorted.filter((year) => !years.includes(year + 1));
  return firsts.map((first, no) => first === lasts[no] ? String(first) : `${first}–${lasts[no]}`);
}

function showChart(now) {
  at("chart-title").textContent = titleOf(now);
  at("unit").textContent = held.unit.name[0];
  // The years that no panel has.
  const [first, ...others] = now.panels.map(({ rows }) => (figures.gaps[rows[0]]?.match(/^[^:]+(?=:)/gm) ?? [])
    .flatMap((years) => years.split(", ").map(Number)));
  const missing = unique(first).filter((year) => others.every((years) => years.includes(year)));
  at("missing").replaceChildren(...(missing.length ? [
    `${fill(words.missing, { years: inRanges(missing).join(", ") })} `,
    element("button", { type: "button" }, words.why_missing)] : []));
  const count = now.panels.length;
  room = at("panels").clientWidth;
  const columns = count === 1 ? 1 : Math.max(1, Math.min(count, Math.floor(room / 290)));
  const width = Math.floor((room - (columns - 1) * 20) / columns);
  const height = count === 1 ? Math.min(400, Math.max(260, width * 0.62)) : 210;
  const mostOf = (panels) => Math.max(...panels.flatMap((panel) => panel.rows.map(toOf)));
  const shared = now.chosen.get("scale") === "shared" && mostOf(now.panels);
  at("panels").replaceChildren(...(isOfOneMonth(now) ? [drawBars(now, Math.min(room, 760))]
    : now.panels.map((panel) => draw(now, panel, shared || mostOf([panel]), width, height))));
  const points = [...at("panels").querySelectorAll(".point")];
  const panel = now.wanted.get("panel"), period = now.wanted.get("period") ?? opening(now);
  const own = points.filter((one) => !panel || one.dataset.panel === panel);
  choose(own.find((one) => figures.period[one.dataset.row] === period) || own.at(-1));
}

// The last of the months that more than half of the lines have, else of those that most have: there they
// can be held beside each other.
function opening({ panels, periods }) {
  const countOf = (period) =>
    panels.filter(({ rows }) => rows.some((row) => figures.period[row] === period)).length;
  const counts = periods.map(countOf), most = Math.max(...counts);
  return periods[counts.findLastIndex((count) => count === most || count > panels.length / 2)];
}

// --- a point in words --------------------------------------------------------------------------

// Mark the figure of a row in the table: of all its figures Tab comes to that one alone.
function markInTable(row) {
  for (const one of at("table").querySelectorAll("td button")) {
    one.classList.toggle("picked", one.dataset.row === row);
    one.setAttribute("tabindex", one.dataset.row === row ? 0 : -1);
  }
}

// Choose a mark: show it in words; where it is meant to stay, its month goes into the address.
function choose(mark, stays = false) {
  const former = at("panels").querySelector(".point.picked"), row = Number(mark.dataset.row);
  if (stays) {
    now.wanted = new Map([["period", figures.period[row]], ["panel", mark.dataset.panel]]);
    history.replaceState(null, "", address(now));
    showBreaks(now);
    showOther();
    mark.focus();
  }
  if (former === mark) return;
  const told = (one) => one.parentNode.querySelector("text.told");
  if (former) {
    former.classList.remove("picked");
    former.setAttribute("tabindex", -1);
    told(former).textContent = "";
  }
  markInTable(mark.dataset.row);
  mark.classList.add("picked");
  mark.setAttribute("tabindex", 0);
  told(mark).textContent = `${when(row)}: ${figureText(row)}`;
  showPoint(row, titleOf(now, now.panels.find(({ rows }) => rows.includes(row)).name || undefined));
}

function moved(event) {
  const mark = event.target.closest?.(".point");
  if (!mark) return;
  const own = [...mark.parentNode.querySelectorAll(".point")], no = own.indexOf(mark);
  const charts = [...at("panels").querySelectorAll("svg")], chart = charts.indexOf(mark.parentNode);
  const period = (one) => figures.period[one.dataset.row];
  const sameIn = (other) => {
    const marks = [...(other?.querySelectorAll(".point") || [])];
    return marks.find((one) => period(one) === period(mark)) || marks.at(-1);
  };
  const to = {
    ArrowRight: own[no + 1], ArrowLeft: own[no - 1], Home: own[0], End: own.at(-1),
    ArrowDown: isOfOneMonth(now) ? own[no + 1] : sameIn(charts[chart + 1]),
    ArrowUp: isOfOneMonth(now) ? own[no - 1] : sameIn(charts[chart - 1]),
  }[event.key];
  if (to) { event.preventDefault(); choose(to, true); }
}

// In the table arrows go to the next figure of the row or column, over what is empty.
function movedInTable(event) {
  const step = {
    ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
  }[event.key];
  let cell = step && event.target.closest("td");
  if (!cell) return;
  const lines = [...at("table").querySelectorAll("tr")];
  do cell = lines[lines.indexOf(cell.parentNode) + step[0]]?.cells[cell.cellIndex + step[1]];
  while (cell && !cell.querySelector("button"));
  if (cell) { event.preventDefault(); cell.querySelector("button").focus(); }
}

// A figure of the table does what its point does; what is said of it comes into view.
function askedInTable(event) {
  const row = event.target.closest("td button")?.dataset.row;
  if (!row) return;
  choose(at("panels").querySelector(`.point[data-row="${row}"]`), true);
  at("point").scrollIntoView();
}

// The former year that a figure is compared with, the verdict and the sentence on the two; the same for
// the first year of its line, where that is another.
const pairOf = (row) => [figures.former_year[row], figures.is_comparable[row], figures.sentence[row]];
const pairsOf = (row) => [pairOf(row), ...JSON.parse(figures.earlier[row] ?? "[]")];

// The figures of a line that are of a former year.
const ofFormer = (row, former) =>
  now.panels.find((panel) => panel.rows.includes(row)).rows.filter((one) => yearOf(one) === former);
// Whether a figure, or that of its line in a former year, is an estimate.
const isOfEstimate = (row, former) => [row, ...ofFormer(row, former)].some(isEstimate);
// Whether the table has the month of a figure in the former year: another month says nothing of it.
const hasMonth = (row, former) =>
  periods.has(`${figures.mart[row]} ${former}${figures.period[row].slice(4)}`);

// Whether a figure can be compared, in a sentence, and the notes on it, each by itself: those that the
// sentence of the two years holds are first.
function verdict(row, [former, isComparable, said] = pairOf(row)) {
  const codes = figures.comparability_codes[row].split(" "), first = [], others = [];
  let sentence = (said || "").replace(/\b(\d{4})-(\d\d)\b/g, (_, year, month) => `${monthName(month)} ${year}`);
  held.notes.sentence.forEach((note, no) => {
    if (sentence.includes(note)) {
      sentence = sentence.replace(note, "").replace("  ", " ");
      first.push(note);
    } else if (codes.includes(held.notes.note_code[no])) others.push(note);
  });
  const text = !isComparable ? words.broken : isOfEstimate(row, former) ? words.estimated
    : hasMonth(row, former) ? words.comparable : words.other_months;
  // The verdict in short and what it rests on are read together.
  const [reason, ...rest] = sentence.split(/(?<=\.) /);
  const head = isComparable === null ? words.first_year
    : element("b", { class: !isComparable && "broken" },
      `${fill(text, { former, month: monthName(monthOf(row)) })} ${reason}`);
  const more = isComparable === null ? sentence : rest.join(" ");
  const both = isComparable === null ? "" : toBothYears(row);
  return { head: element("p", {}, head, " ", both, " ", toMethods(more, row)), first, others };
}

// A link to the area of a county as it is printed, by a method, in the same month.
function toArea(row, method, text, attributes = {}) {
  const of = { set: AREAS, geography_method: method, area_code: figures.county_code[row],
    measure_group_code: figures.measure_group_code[row], period: figures.period[row] };
  return element("a", { href: `#${new URLSearchParams(of)}`, ...attributes }, text);
}

// A sentence on a county as it is printed, in which a method leads to the county's area by it.
function toMethods(sentence, row) {
  const { column_name, code, name } = held.choices, county = figures.county_code[row];
  const methods = column_name.flatMap((column, no) => column === "geography_method" ? [no] : []);
  return methods.filter((no) => county && sentence.includes(name[no])).reduce((parts, no) => parts.flatMap((part) => {
    const [before, ...after] = typeof part === "string" ? part.split(name[no]) : [part];
    if (!after.length) return [part];
    return [before, toArea(row, code[no], name[no]), after.join(name[no])];
  }), [sentence]);
}

// Where both years and the change stand of a county, though they are printed in two divisions: by the
// safest method that has it alone and can compare it.
function toBothYears(row) {
  const county = figures.county_code[row], rows = county ? rowsOf.get(AREAS) ?? [] : [];
  const [method] = unique(rows
    .filter((one) => figures.area_code[one] === county && figures.is_comparable[one] === true)
    .map((one) => figures.geography_method[one]))
    .sort((one, other) => named("geography_method", one).no - named("geography_method", other).no);
  return method ? toArea(row, method, words.both_years, { class: "alone" }) : "";
}
const list = (sentences) =>
  sentences.length ? element("ul", {}, sentences.map((one) => element("li", {}, one))) : "";

function showPoint(row, label) {
  const said = verdict(row), count = figures.source_count[row];
  const between = (text, low, high) => fill(text, { low: number(low), high: number(high) });
  const bounds = isEstimate(row)
    ? fill(words.estimate, { low: lowText(row), high: highText(row) })
    : between(words.bounds, lowOf(row), highOf(row));
  const rows = now.panels.find((panel) => panel.rows.includes(row)).rows, mean = meanOf(row);
  // Of years before the former one, where the change from them is said or must not be.
  const earlier = pairsOf(row).slice(1).filter((pair) => pair[1] === false || changeText(row, rows, pair));
  const changes = pairsOf(row).map((pair) => changeText(row, rows, pair)).filter(Boolean);
  const moved = Object.fromEntries(["moved_out", "moved_in"].map((name) => [name, figures[`${name}_pct`][row]]));
  const share = shareOf(row);
  const ofArea = hasAreaBounds(row) && element("p", { id: "of-area" },
    between(words.of_area, areaLowOf(row), areaHighOf(row)),
    moved.moved_in !== null && ` ${fill(words.moved, { out: number(moved.moved_out), in: number(moved.moved_in) })}`);
  const sources = Array.from({ length: count }, (_, no) => firstSource[row] + no);
  const key = keyText(keyOf(row)), mart = figures.mart[row];
  at("point").replaceChildren(
    element("h2", { id: "point-title" }, when(row)),
    element("p", { class: "key" }, label),
    element("p", { class: "figure", "data-mart": mart, "data-column": "obs_value", "data-key": key },
      figureText(row)),
    ...[
      !isHiddenEstimate(row) && element("p", {}, `${statusText(row)}.`),
      share && element("p", { id: "share" }, share),
      ...changes.map((change) => element("p", { class: "change" }, change)),
      mean && element("p", { id: "mean" }, meansText(row, rows, pairOf(row))
        || fill(words.mean, { year: yearOf(row), mean: meanText(mean) })),
    ].filter(Boolean),
    // Of an estimate the bounds of the area come first: its own are no bounds of what it stands for.
    ...[
      isEstimate(row) && ofArea,
      figures.obs_value[row] === null && element("p", { id: "bounds" }, bounds),
      !isEstimate(row) && ofArea,
    ].filter(Boolean),
    element("h3", {}, words.must_say),
    said.head, list([...said.first, ...said.others]),
    ...earlier.map((pair) => verdict(row, pair).head),
    element("h3", {}, fill(words.behind, { count })),
    ...(count ? byDocument(sources) : [element("p", {}, words.no_cell)]));
}

// Of a part of all, in per cent of them; of a suppressed one its bounds, rounded outwards.
function shareOf(row) {
  const total = figures.total[row], value = figures.obs_value[row];
  if (!total) return "";
  const percent = (round, one) => tenth(round(1000 * one / total) / 10);
  const share = value === null
    ? fill(words.from_to, { low: percent(Math.floor, lowOf(row)), high: percent(Math.ceil, highOf(row)) })
    : percent(Math.round, value);
  return fill(words.share, { share, total: number(total) });
}

// The printed cells below what their document is called by those who published it.
function byDocument(sources) {
  const documentOf = (source) => held.cells.document_id[held.sources.cell_no[source]];
  return unique(sources.map(documentOf)).flatMap((id) => [
    element("p", { class: "document" }, fill(words.document, recordOf(held.documents, id))),
    ...(recordOf(held.documents, id).suppressed_below ? [] : [element("p", {}, words.no_marks)]),
    element("ul", { class: "cells" }, sources.filter((source) => documentOf(source) === id).map(cell)),
  ]);
}

// The row of a table with a value in its first column.
function recordOf(table, value) {
  const columns = Object.entries(table), no = columns[0][1].indexOf(value);
  return Object.fromEntries(columns.map(([name, column]) => [name, column[no] ?? ""]));
}

function cell(source) {
  const { sources, cells, documents, errata } = held, no = sources.cell_no[source];
  const own = Object.fromEntries(Object.entries(cells).map(([name, column]) => [name, column[no]]));
  const file = recordOf(documents, own.document_id).file_name, weight = sources.weight[source];
  const place = own.sheet_cell
    ? fill(words.place_sheet, { file, sheet: own.sheet_name, cell: own.sheet_cell })
    : fill(words.place, { file, page: own.page_no, line: own.line_no, column: own.column_no });
  const heads = unique(
    [own.counted, own.printed_section, own.printed_context, own.printed_column].filter(Boolean));
  const corrected = recordOf(errata, own.erratum_id), lost = recordOf(errata, sources.lost_erratum_id[source]);
  const notes = [
    weight !== 1 && fill(words.weight, { weight: number(weight).replace("-", "−") }),
    words[own.fate],
    corrected.reason && `${fill(words.corrected, corrected)} ${corrected.reason}`,
    lost.reason && `${words.lost_row} ${lost.reason}`,
  ].filter(Boolean);
  const key = keyText(["document_id", "line_no", "column_no"].map((name) => [name, own[name]]));
  return element("li", { "data-mart": "printed_cells", "data-column": "printed_text", "data-key": key },
    element("b", {}, own.printed_text), " ", element("span", {}, own.printed_label),
    element("small", {}, heads.join(" · ")), element("small", {}, place),
    notes.map((note) => element("small", { class: "note" }, note)));
}

// --- what is below -----------------------------------------------------------------------------

function showBreaks(now) {
  const said = now.panels.flatMap((panel) => unique(panel.rows.map(yearOf)).flatMap((year) => {
    const own = panel.rows.filter((one) => yearOf(one) === year);
    return pairsOf(own[0]).filter(([former]) => former !== null).map((of) => {
      const row = own.find((one) => hasMonth(one, of[0])) ?? own[0];
      const pair = fill(words.pair, { year, former: of[0] });
      const head = panel.name ? `${panel.name}, ${pair}` : pair;
      const { head: sentence, first } = verdict(row, of);
      // In the month that is chosen, else in the last that both years have.
      const changes = own.map((one) => [one, changeText(one, panel.rows, of)])
        .filter(([, text]) => text);
      const chosen = now.wanted.get("period")?.slice(5, 7);
      const ofChosen = changes.find(([one]) => figures.period[one].slice(5, 7) === chosen);
      const [later, change] = ofChosen ?? changes.at(-1) ?? [];
      const said = [change && `${when(later)}: ${figureText(later)}. ${change}`, meansText(row, panel.rows, of)];
      return element("div", {}, element("h3", {}, head), sentence, list(first),
        said.filter(Boolean).map((text) => element("p", { class: "change" }, text)));
    });
  }));
  at("breaks").querySelector("div").replaceChildren(...said);
  at("breaks").hidden = !said.length;
}

// A sentence in which the code of a measure in brackets leads to its figures.
const linked = (sentence) => sentence.split(/\((\w+)\)(?=[.,])/).flatMap((text, no) => {
  if (no % 2 === 0) return text;
  const href = `#set=participants_by_measure&measure_code=${text}`;
  return ["(", named("measure_code", text).name ? element("a", { href }, text) : text, ")"];
});

// Why there are no figures of some years: once for all panels of which the same is said.
function showGaps(now) {
  const byText = new Map();
  for (const { name, rows } of now.panels) {
    const text = figures.gaps[rows[0]] ?? "";
    byText.set(text, [...(byText.get(text) || []), name]);
  }
  byText.delete("");
  const said = [...byText].map(([text, names]) => element("div", {},
    names.length < now.panels.length && element("h3", {}, names.join(", ")), list(text.split("\n").map(linked))));
  at("gaps").querySelector("div").replaceChildren(...said);
  at("gaps").hidden = !said.length;
}

// The columns of bounds by their heading: the figure's own, those of an estimate with its sign, and
// those of the area where any of these rows has others than its figure.
function boundsOf(rows) {
  const columns = [
    ["obs_value_min", held.headings.obs_value_min, (row) => withSign(row, lowText(row))],
    ["obs_value_max", held.headings.obs_value_max, (row) => withSign(row, highText(row))],
  ];
  if (rows.some(hasAreaBounds))
    columns.push(["area_min", words.area_min, (row) => number(areaLowOf(row))],
      ["area_max", words.area_max, (row) => number(areaHighOf(row))]);
  return columns;
}

function showTable(now) {
  // Beside the parts of all stand all.
  const total = now.each?.[0] === "category_code";
  const { headings } = held, isList = isOfOneMonth(now), isOne = isList || !now.each;
  const bounds = isOne && boundsOf(now.panels.flatMap(({ rows }) => rows));
  const head = (text, isNumber) => element("th", { scope: "col", class: isNumber && "number" }, text);
  const figure = (row, column, text) => element("td", {
    class: text.endsWith("*") ? "number unknown" : "number", "data-column": column,
    "data-key": row !== undefined && keyText(keyOf(row)),
  }, row === undefined || column !== "obs_value" ? text
    : element("button", { type: "button", tabindex: -1, "data-row": row }, text));
  const heads = isOne
    ? [
      head(headings.obs_value, true), ...bounds.map(([, heading]) => head(heading, true)),
      ...(total ? [head(words.total, true)] : []),
      head(headings.obs_status), head(words.comparable_head),
    ]
    : [...(total ? [head(words.total, true)] : []), ...now.panels.map((panel) => head(panel.name, true))];
  const byPeriod = now.panels.map((panel) => new Map(panel.rows.map((row) => [figures.period[row], row])));
  // A line for each month; of a single month for each panel.
  const rowsOfLines = isList ? now.panels.map(({ rows }) => rows)
    : now.periods.map((period) => byPeriod.map((own) => own.get(period)));
  const lines = rowsOfLines.map((rows, no) => {
    const any = rows.find((row) => row !== undefined);
    const isComparable = figures.is_comparable[any];
    const cells = isOne
      ? [
        figure(any, "obs_value", figureText(any)), ...bounds.map(([column, , text]) => figure(any, column, text(any))),
        ...(total ? [figure(undefined, "total", number(figures.total[any]))] : []),
        element("td", {}, statusText(any)),
        element("td", {}, isComparable === null ? "" : !isComparable ? words.no
          : hasMonth(any, figures.former_year[any]) ? words.yes : words.not_month),
      ]
      : [
        ...(total ? [figure(undefined, "total", number(figures.total[any]))] : []),
        ...rows.map((row) => figure(row, "obs_value", row === undefined ? ".." : figureText(row))),
      ];
    return element("tr", {}, element("th", { scope: "row" }, isList ? now.panels[no].name : when(any)), cells);
  });
  at("table").querySelector(".scroll").replaceChildren(
    element("table", { "data-mart": now.chosen.get("set") },
      element("caption", { class: "unseen" }, titleOf(now)),
      element("thead", {}, element("tr", {}, head(headings[isList ? now.each[0] : "period"]), heads)),
      element("tbody", {}, lines)));
}

// The rows of the selection as their mart has them, with what their codes are called and what is said.
function csv(now) {
  const set = now.chosen.get("set"), columns = {};
  for (const column of held.keys[set]) columns[column] = (row) => figures[column][row];
  Object.assign(columns,
    { obs_value: (row) => figures.obs_value[row], obs_value_min: lowOf, obs_value_max: highOf });
  if (held.keys[set].includes("area_code"))
    Object.assign(columns, { area_min: areaLowOf, area_max: areaHighOf, is_estimated: isEstimate });
  for (const column of ["obs_status", "is_printed", "is_comparable", "comparability_codes"])
    columns[column] = (row) => figures[column][row];
  for (const column of held.keys[set].filter((name) => name.endsWith("_code")))
    columns[column.replace(/_code$/, "_name")] = (row) => nameOf(column, figures[column][row]);
  columns.sentence = (row) => figures.sentence[row];
  const quoted = (value) => /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = now.panels.flatMap((panel) => panel.rows)
    .map((row) => Object.values(columns).map((value) => quoted(String(value(row) ?? ""))));
  return [Object.keys(columns), ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

// A file is called by its table and by what is chosen of it besides totals.
function showDownload(now) {
  const link = at("download");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([csv(now)], { type: "text/csv" }));
  const chosen = [...now.chosen].filter(([name, code]) => code !== ALL && !["view", "scale"].includes(name));
  const parts = chosen.map(([name, code]) =>
    code === EACH ? `each_${name.replace(/_code$/, "")}` : name === "month" ? `month_${code}` : code);
  link.download = `${parts.join("-")}.csv`;
}

function showMay(now) {
  const lines = held.warnings[now.chosen.get("set")].map(([mayNot, may]) =>
    element("tr", {}, element("th", { scope: "row" }, mayNot), element("td", {}, may)));
  at("may").querySelector("tbody").replaceChildren(...lines);
}

// The same selection in the other language.
function showOther() {
  at("other").href = at("other").getAttribute("href").split("#")[0] + location.hash;
}

function show(asked) {
  now = settle(asked);
  showForm(now);
  showTable(now);
  showChart(now);
  showBreaks(now);
  showGaps(now);
  showDownload(now);
  showMay(now);
}

function showNotice(unknown) {
  const sentences = unknown.map(told);
  if (sentences.length) sentences.push(fill(words.chosen_instead, { title: titleOf(now) }));
  // The parts of a county that is gone: as counties in the table that is shown, else alone as areas.
  const shown = now.chosen.get("set"), { name: _, ...columns } = held.alone;
  const asks = (name, code) => {
    const no = columns.area_code.indexOf(code);
    if (name !== "area_code" || no < 0) return [["set", shown], [name, code]];
    return [["set", AREAS], ...Object.entries(columns).map(([column, of]) => [column, of[no]])];
  };
  const links = unknown.filter(isGone).flatMap(({ name, wanted }) =>
    recordOf(held.gone, wanted).parts.split(" ").map((code) =>
      element("a", { href: `#${new URLSearchParams(asks(name, code))}` }, nameOf(name, code))));
  at("notice").replaceChildren(sentences.join(" "), ...links.flatMap((link) => [" · ", link]));
}

function showAddress(address = location.hash.slice(1)) {
  const wanted = new URLSearchParams(address);
  asked = new Set(wanted.keys());
  show(wanted);
  showNotice(now.unknown);
  showOther();
}

// What was searched for is no longer what is shown.
const forget = () => { at("search").querySelector("input").value = ""; };

at("choices").addEventListener("change", (event) => {
  forget();
  const { name, value } = event.target;
  const one = { name, wanted: value };
  if (isGone(one)) {
    showForm(now);
    return showNotice([one]);
  }
  const wanted = new URLSearchParams(address(now).slice(1)), before = new Map(now.options);
  // One choice alone can be shown each by itself: asked of another, it moves there.
  if (value === EACH && now.each) wanted.delete(now.each[0]);
  // A county that only another method gives alone takes that method with it.
  for (const [part, code] of value.includes("=") ? new URLSearchParams(value) : [[name, value]]) {
    wanted.set(part, code);
    asked.add(part);
  }
  show(wanted);
  history.pushState(null, "", address(now));
  // Another table has other choices. What was asked for, and its list has no longer, is told; not of a
  // list that is wholly another, nor of a county that has the same name in the other division.
  const plainName = (name, code) => nameOf(name, code).replace(/^\d+ | \(.*\)$/g, "");
  showNotice(now.unknown.filter(({ name, wanted, codes, nearest }) =>
    held.keys[now.chosen.get("set")].includes(name) && [name, OTHER_AREA[name]].some((one) => asked.has(one))
    && (before.get(name)?.some((code) => codes.includes(code)) ?? true)
    && (!nearest || plainName(name, nearest) !== plainName(name, wanted))));
  showOther();
});
at("choices").addEventListener("submit", (event) => event.preventDefault());
at("panels").addEventListener("keydown", moved);
at("missing").addEventListener("click", () => at("gaps").scrollIntoView());
at("gaps").addEventListener("click", (event) => event.target.closest("a") && at("chart").scrollIntoView());
at("table").addEventListener("keydown", movedInTable);
at("table").addEventListener("click", askedInTable);
unpack().then(() => {
  showSearch();
  showAddress();
  addEventListener("hashchange", () => {
    forget();
    showAddress();
  });
  new ResizeObserver(() => room !== at("panels").clientWidth && showChart(now)).observe(at("panels"));
}, () => { at("notice").textContent = at("notice").dataset.failed; });
