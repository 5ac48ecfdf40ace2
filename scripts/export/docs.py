"""Write dbt's documentation as one static page that is the same in every build.

dbt's own page carries the time of the run and the folder of the project in each node; both are
left out, so that the page says nothing of the machine that made it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# What dbt writes of a run rather than of the project.
OF_THE_RUN = {
    *("created_at", "generated_at", "invocation_id", "invocation_started_at"),
    *("root_path", "run_started_at", "user_id"),
}
# What is amiss where dbt's page is opened as a file: icons that are asked for before their names
# are known, an icon of the page that is nowhere, a word while nothing is loaded; and its title.
MENDED = {
    'xlink:href="{{ getIcon(': 'ng-attr-xlink:href="{{ getIcon(',
    """<link rel="shortcut icon" href="${require('./assets/favicons/favicon.ico')}"/>""": (
        '<link rel="icon" href="data:,"/>'
    ),
    'overview_md="(loading)"': 'overview_md=""',
    "<title>dbt Docs</title>": "<title>nav_tiltak {version}: how each table is made</title>",
}
SLOTS = {"manifest": '"MANIFEST.JSON INLINE DATA"', "catalog": '"CATALOG.JSON INLINE DATA"'}


def write(target: Path, folder: Path, version: str) -> None:
    """Write index.html from what `dbt docs generate` left in dbt's target folder, with a version.

    Raises:
        ValueError: dbt's page has no place for its data where it is expected, or not what to mend.
    """
    page = (target / "index.html").read_text(encoding="utf-8")
    for amiss, mended in MENDED.items():
        if amiss not in page:
            raise ValueError(f"dbt's documentation page has no {amiss}")
        page = page.replace(amiss, mended.replace("{version}", version))
    for name, slot in SLOTS.items():
        if slot not in page:
            raise ValueError(f"dbt's documentation page has no {slot}")
        data = json.loads((target / f"{name}.json").read_bytes(), object_hook=without_run)
        text = json.dumps(data, sort_keys=True, separators=(",", ":")).replace("</", "<\\/")
        page = page.replace(slot, text)
    folder.mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")


def without_run(node: dict[str, Any]) -> dict[str, Any]:
    """Return an object of JSON without the keys that differ from run to run."""
    return {key: value for key, value in node.items() if key not in OF_THE_RUN}
