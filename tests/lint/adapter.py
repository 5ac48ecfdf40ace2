"""What the linter takes for dbt's `adapter`: it reads the macros of DuckDB."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str, _package: str) -> Callable[..., str]:
    """Return the macro that DuckDB takes for the name of a dispatched one."""
    return context.resolve(f"default__{name}")
