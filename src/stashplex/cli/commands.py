"""Every command and its words: what a person may type, and the help that explains it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from stashplex import __version__
from stashplex.cli.care_commands import restore, support_bundle
from stashplex.cli.dlq_commands import dead_letters
from stashplex.cli.exits import Exit
from stashplex.cli.front import CurrentStderr, Front
from stashplex.cli.given import Given
from stashplex.cli.history_commands import add_history
from stashplex.cli.screen import Screen
from stashplex.cli.service_commands import add_service
from stashplex.cli.setup_commands import add_setup
from stashplex.log import set_up_log

CODES: Final = (
    "Exit codes: 0 done (waiting and skipped scenes included), 1 some scenes failed, 2 usage or "
    "configuration, 3 a server cannot be reached or refuses us, 4 a guard stopped it, "
    "130 interrupted."
)

MEANT: Final = "Go on though a guard says that it is too much at once."

app = App(
    name="stashplex",
    version=__version__,
    help="Keep a Plex library showing what Stash knows.",
    help_epilogue=CODES,
    help_format="markdown",
    default_parameter=Parameter(negative=(), show_default=False),
)
dead_letters.sort_key = 5
app.command(dead_letters)
add_history(app)
add_service(app)
add_setup(app)
app.command(restore, sort_key=7)
app.command(support_bundle, sort_key=8)


@app.command(sort_key=1)
def sync(  # noqa: PLR0913  one for each option
    *ids: Annotated[int, Parameter(help="Scenes by id: the number in their address in Stash.")],
    all_: Annotated[bool, Parameter(name="--all", help="Every scene of Stash.")] = False,
    since: Annotated[
        str, Parameter(help="Scenes that changed in Stash since then: 90m, 24h, 7d or 2w.")
    ] = "",
    limit: Annotated[int | None, Parameter(help="Write at most so many scenes.")] = None,
    dry_run: Annotated[
        bool, Parameter(help="Show what would change, field by field, and write nothing.")
    ] = False,
    verify: Annotated[
        bool, Parameter(help="Read every item, also where nothing says that it has changed.")
    ] = False,
    take_over: Annotated[
        list[str] | None,
        Parameter(
            consume_multiple=True,
            help="Write these fields (or all) once even where they were locked in Plex before.",
        ),
    ] = None,
    yes: Annotated[bool, Parameter(help=MEANT)] = False,
    front: Given,
) -> Exit:
    """Make Plex show what Stash knows: of all scenes, of recent ones, or of those you name.

    Without ids, --all or --since it works what is due: scenes that were interrupted, that failed
    and may pass now, or whose file Plex has by now. Ctrl-C stops between two writes.

        stashplex sync --all --dry-run            look before you leap
        stashplex sync --all --limit 5            begin with five
        stashplex sync --since 24h                what changed since yesterday
        stashplex sync 42 43                      two scenes, even if dead letters
        stashplex sync --all --take-over genres   also genres that were locked
    """
    from stashplex.cli import sync as syncing

    fields = None if take_over is None else tuple(take_over)
    return syncing.sync(front, syncing.Asked(ids, all_, since, limit, dry_run, verify, yes, fields))


@app.command(sort_key=2)
def reconcile(
    *,
    all_: Annotated[
        bool, Parameter(name="--all", help="Every scene of Stash, and those it has no more.")
    ] = False,
    since: Annotated[
        str, Parameter(help="Scenes that changed in Stash since then: 90m, 24h, 7d or 2w.")
    ] = "",
    verify: Annotated[
        bool, Parameter(help="Read every item, also where nothing says that it has changed.")
    ] = False,
    dry_run: Annotated[bool, Parameter(help="Only count; put nothing.")] = False,
    yes: Annotated[bool, Parameter(help=MEANT)] = False,
    front: Given,
) -> Exit:
    """Compare both sides and put what differs in the line; the next `stashplex sync` works it.

    Without --since it compares everything, as `stashplex sync --all` does before it writes.

        stashplex reconcile
        stashplex reconcile --since 24h
        stashplex reconcile --verify --dry-run
    """
    from stashplex.cli import reconcile as reconciling

    asked = reconciling.Asked(all_, since, verify, dry_run, yes)
    return reconciling.reconcile(front, asked)


@app.command(sort_key=3)
def inspect(
    scene: Annotated[int, Parameter(name="ID", help="The number in the scene's address in Stash.")],
    /,
    *,
    front: Given,
) -> Exit:
    """Explain one scene: which item it is and how that is known, and field by field what and why.

    It only reads, and works beside a sync that is going on.

        stashplex inspect 42
        stashplex inspect 42 --json | jq .verdict
    """
    from stashplex.cli import reading

    return reading.inspect(front, scene)


@app.command(sort_key=4)
def status(*, front: Given) -> Exit:
    """Tell what waits, what failed, what was done so far, and how the last runs ended.

    It only reads, and works beside a sync that is going on.

        stashplex status
    """
    from stashplex.cli import reading

    return reading.status(front)


@app.command(name="outages", sort_key=5)
def list_outages(*, front: Given) -> Exit:
    """Show when Plex or Stash was away, why, and how reliable each of them was.

    It only reads, and works beside a sync that is going on.

        stashplex outages
    """
    from stashplex.cli import outages

    return outages.show_outages(front)


@app.command(sort_key=6)
def doctor(
    *,
    rebind: Annotated[
        bool,
        Parameter(help="The servers that answer are the same as before, under a new identity."),
    ] = False,
    front: Given,
) -> Exit:
    """Check everything a sync needs, one line each, with the remedy where something is wrong.

    It writes to neither server.

        stashplex doctor
        stashplex doctor --rebind    after a server was set up anew and kept its items
    """
    from stashplex.cli import doctor as examining

    return examining.doctor(front, rebind=rebind)


@app.command(sort_key=9)
def demo(
    *,
    scenes: Annotated[int, Parameter(help="How many scenes the invented library has.")] = 200,
    front: Given,
) -> Exit:
    """See all of it against two simulated servers: no account, no server, nothing is kept.

    It needs no configuration, and takes some seconds.

        stashplex demo
        stashplex demo --scenes 1000
    """
    from stashplex.cli import demo as showing

    return showing.demo(front, scenes)


@app.command(sort_key=5)
def pin(
    scene: Annotated[int, Parameter(name="SCENE", help="The scene, by its number in Stash.")],
    item: Annotated[int, Parameter(name="ITEM", help="The item, by its number in Plex.")],
    /,
    *,
    dry_run: Annotated[bool, Parameter(help="Show both side by side, and keep nothing.")] = False,
    front: Given,
) -> Exit:
    """Say which item of Plex a scene is; that comes before everything that can be found.

    `stashplex dlq show` names the items that an ambiguous scene could be. An item that another
    scene had is this one's from now on. The next `stashplex sync` works it.

        stashplex pin 42 1057 --dry-run
        stashplex pin 42 1057
    """
    from stashplex.cli import pinning

    return pinning.pin(front, scene, item, dry_run=dry_run)


@app.command(sort_key=5)
def unpin(
    scene: Annotated[int, Parameter(name="SCENE", help="The scene, by its number in Stash.")],
    item: Annotated[int | None, Parameter(name="ITEM", help="Only this item.")] = None,
    /,
    *,
    front: Given,
) -> Exit:
    """Take back what was pinned: the scene is found by its files again.

    The next `stashplex sync` looks for it; neither server is touched before that.

        stashplex unpin 42
    """
    from stashplex.cli import pinning

    return pinning.unpin(front, scene, item)


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: Annotated[
        Path | None,
        Parameter(help="The configuration; else the one of $STASHPLEX_CONFIG, here, or yours."),
    ] = None,
    data_dir: Annotated[
        Path | None, Parameter(help="Where the queue and the history are kept.")
    ] = None,
    verbose: Annotated[
        bool, Parameter(name=["-v", "--verbose"], help="Say more, and where an error came from.")
    ] = False,
    json: Annotated[
        bool, Parameter(help="Answer with one JSON object as the last line of stdout.")
    ] = False,
    screen: Annotated[Screen, Parameter(parse=False)],
) -> Exit:
    """Keep a Plex library showing what Stash knows."""
    screen.as_json = json
    screen.verbose = verbose
    if verbose:
        set_up_log(CurrentStderr(), level="debug")
    return _call(app, tokens, front=Front(screen, config, data_dir, verbose))


def run(words: Sequence[str], screen: Screen) -> Exit:
    """Runs the command that these words ask for; raises CycloptsError where they ask for none."""
    return _call(app.meta, words, screen=screen)


def _call(parser: App, words: Sequence[str], **given: object) -> Exit:
    """Calls the command that the words lead to, with as much of what is given as it takes."""
    command, bound, takes = parser.parse_args(words, exit_on_error=False, print_error=False)
    ended = command(*bound.args, **bound.kwargs, **{name: given[name] for name in takes})
    return ended if isinstance(ended, Exit) else Exit.DONE
