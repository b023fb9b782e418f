"""How answers become pages: the templates, and the filters they speak in."""

from hashlib import sha256
from pathlib import Path, PurePath
from typing import Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from stashplex.core.answers import GuardTold
from stashplex.core.guard import Alarm, Guard
from stashplex.core.visible import visible
from stashplex.core.wording import (
    byte_size,
    clock,
    counted,
    duration,
    why,
)
from stashplex.web.pages import words
from stashplex.web.pages.charts import bars, lanes, shares
from stashplex.web.pages.moments import Moments
from stashplex.web.pages.orders import in_earnest, name_of
from stashplex.web.pages.runs_told import counts_of, kind_of, result_of
from stashplex.web.pages.values import change_of, fields_that, runs_of, shown_in

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
ADDRESSES: Final = {
    path.name: f"/static/{path.name}?{sha256(path.read_bytes()).hexdigest()[:10]}"
    for path in sorted(STATIC.iterdir())
}
"""Of every static file; a changed file has another, so that browsers may keep them."""
NO_PICTURE: Final = ADDRESSES["no-picture.svg"]


class Compiled(BytecodeCache):
    """Keeps compiled templates, so that each is compiled once, whoever draws it."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Takes a template as it was compiled before, where it was."""
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a template that was just compiled."""
        self._codes[bucket.key] = bucket.bytecode_to_string()


COMPILED: Final = Compiled()


def make_environment(moments: Moments | None = None) -> Environment:
    """Returns the templates; whatever they print is escaped, and cannot turn the text around."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=harmless,
        bytecode_cache=COMPILED,
    )
    environment.filters.update(
        duration=duration,
        clock=clock,
        byte_size=byte_size,
        counted=counted,
        number=lambda count: f"{count:,}",
        why=why,
        change_in=lambda values, field: change_of(field, *values),
        guard=guard_sentence,
        run_kind=kind_of,
        run_result=result_of,
        run_counts=counts_of,
        fields_that=fields_that,
        runs_of=runs_of,
        shown_in=lambda told: shown_in(*told),
        in_earnest=in_earnest,
        order=name_of,
        file_name=lambda path: PurePath(path).name,
        first_up=lambda text: text[:1].upper() + text[1:],
    )
    environment.globals.update(bars=bars, lanes=lanes, shares=shares, words=words, static=ADDRESSES)
    if moments is not None:
        environment.filters.update(moment=moments.moment, ago=moments.ago)
    return environment


def harmless(value: object) -> object:
    """Returns what is printed without anything that breaks a line or deceives its reader."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def guard_sentence(told: GuardTold) -> str:
    """Returns why a guard stopped a run, with its figures."""
    figures = (told.now, told.earlier, told.of, told.allowed)
    return str(Alarm(Guard(told.guard), told.what, *figures))
