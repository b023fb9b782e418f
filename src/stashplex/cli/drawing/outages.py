"""How outages look."""

from rich.text import Text

from stashplex.cli.drawing.console import PatientConsole
from stashplex.cli.drawing.grids import grid
from stashplex.cli.drawing.words import duration, local
from stashplex.core.answers import OutagesAnswer, OutageTold, ReliabilityTold
from stashplex.core.counting import counted
from stashplex.log import visible


def draw_outages(console: PatientConsole, answer: OutagesAnswer) -> None:
    """Draws how each server did, then the last outages, newest first."""
    if not answer.servers:
        console.say("Nothing is recorded yet: an outage is noted when a sync runs into it.")
        return
    console.say(f"Since {local(answer.servers[0].since)}", "bold")
    table = grid(8, None)
    for one in answer.servers:
        table.add_row(f"  {one.server}", _figures(one))
    console.draw(table)
    if not answer.outages:
        console.say("No outage so far.")
        return
    console.say()
    console.say("Outages", "bold")
    table = grid(19, 14, 6, None)
    for outage in answer.outages:
        table.add_row(
            f"  {local(outage.started_at)}", _length(outage), outage.server, _cause(outage)
        )
    console.draw(table)


def draw_going_on(console: PatientConsole, outages: tuple[OutageTold, ...]) -> None:
    """Draws the outages that go on, each with what comes next."""
    for one in outages:
        console.say(f"{one.server} is away since {local(one.started_at)}", "bold red")
        console.say(f"  {visible(one.latest or one.message)}")
        next_try = f"Next try {local(one.next_probe_at)}." if one.next_probe_at else ""
        console.say(f"  {next_try or 'The next `stashplex sync` asks it.'}", "dim")


def _figures(one: ReliabilityTold) -> str:
    share = f"{one.availability:.2f}% available"
    if one.mtbf is None:
        return f"{share}, no outage"
    figures = f"{share}, {counted(one.outages, 'outage')}, {duration(one.mtbf)} between them (MTBF)"
    if one.mttr is None:
        return figures
    return f"{figures}, {duration(one.mttr)} until it answered again (MTTR)"


def _length(outage: OutageTold) -> str | Text:
    length = duration(outage.seconds)
    return length if outage.ended_at is not None else Text(f"{length}, goes on", "bold red")


def _cause(outage: OutageTold) -> str:
    cause = f"{visible(outage.message)} {counted(outage.probes, 'probe')}"
    if outage.latest in ("", outage.message):
        return f"{cause}."
    return f"{cause}, at last: {visible(outage.latest)}"
