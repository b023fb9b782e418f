"""How answers become pages: the templates, and the filters they speak in."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stashplex.core.answers import GuardTold
from stashplex.core.guard import Alarm, Guard
from stashplex.core.visible import visible
from stashplex.core.wording import (
    LEFT,
    byte_size,
    clock,
    counted,
    duration,
    shown_value,
    waits_for,
    why,
)
from stashplex.web.pages import words
from stashplex.web.pages.charts import bars, lanes, shares
from stashplex.web.pages.moments import Moments
from stashplex.web.pages.runs_told import kind_of, result_of, total
from stashplex.web.pages.values import change_of

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


def make_environment(moments: Moments) -> Environment:
    """Returns the templates; whatever they print is escaped, and cannot turn the text around."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=harmless,
    )
    environment.filters.update(
        moment=moments.moment,
        ago=moments.ago,
        duration=duration,
        clock=clock,
        byte_size=byte_size,
        counted=counted,
        number=lambda count: f"{count:,}",
        why=why,
        waits_for=waits_for,
        left=lambda reason: LEFT.get(reason, reason),
        shown=shown_value,
        change_in=lambda values, field: change_of(field, *values),
        guard=guard_sentence,
        run_kind=kind_of,
        run_result=result_of,
        total=total,
    )
    environment.globals.update(
        bars=bars, lanes=lanes, shares=shares, words=words, static=_addresses(), moments=moments
    )
    return environment


def harmless(value: object) -> object:
    """Returns what is printed without anything that breaks a line or deceives its reader."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def guard_sentence(told: GuardTold) -> str:
    """Returns why a guard stopped a run, with its figures."""
    figures = (told.now, told.earlier, told.of, told.allowed)
    return str(Alarm(Guard(told.guard), told.what, *figures))


def _addresses() -> dict[str, str]:
    """Returns the address of every static file: a changed file has another."""
    return {
        path.name: f"/static/{path.name}?{sha256(path.read_bytes()).hexdigest()[:10]}"
        for path in STATIC.iterdir()
    }
