"""Progress in plain lines, and what is kept for the summary."""

from dataclasses import dataclass, field

from stashplex.cli.following import Follower, Lines
from stashplex.core.outcome import Ending
from stashplex.demo.still_clock import StillClock
from stashplex.worker.settling import Settled


@dataclass
class Counter:
    """A display that only counts."""

    phases: list[tuple[str, int | None]] = field(default_factory=list)
    done: int = 0

    def begin(self, name: str, total: int | None) -> None:
        self.phases.append((name, total))

    def advance(self, scenes: int) -> None:
        self.done += scenes


def follower(display: Counter) -> Follower:
    return Follower(display, lambda _: None)


def test_the_first_scene_that_ends_is_told_once() -> None:
    told: list[str] = []
    watcher = Follower(Counter(), lambda _: None, on_first=lambda: told.append("first"))

    watcher.phase("Writing", 2)
    assert told == []
    watcher.ended(Settled(1, Ending.CHANGED))
    watcher.ended(Settled(2, Ending.CHANGED))

    assert told == ["first"]


def test_each_scene_moves_the_display_once_while_writing() -> None:
    display = Counter()
    watcher = follower(display)

    watcher.phase("Writing", 2)
    watcher.ended(Settled(1, Ending.CHANGED))
    watcher.ended(Settled(1, Ending.CHANGED))
    watcher.ended(Settled(2, Ending.FAILED, "ServerFailed", run_waits=True))

    assert (display.phases, display.done) == ([("Writing", 2)], 1)


def test_while_comparing_only_what_was_compared_moves_the_display() -> None:
    display = Counter()
    watcher = follower(display)

    watcher.phase("Comparing", 100)
    watcher.ended(Settled(1, Ending.UNCHANGED))
    watcher.compared(50)

    assert display.done == 50


def test_what_ended_otherwise_in_the_end_is_not_named() -> None:
    watcher = follower(Counter())

    watcher.ended(Settled(1, Ending.WAITING, "not_in_plex"))
    watcher.ended(Settled(2, Ending.SKIPPED, "no_file"))
    watcher.ended(Settled(1, Ending.CHANGED))

    assert list(watcher.notable) == [2]


def test_lines_come_when_a_phase_begins_and_then_at_most_every_ten_seconds() -> None:
    clock, said = StillClock(), list[str]()
    lines = Lines(said.append, clock.monotonic)

    lines.begin("Reading the Plex library", None)
    lines.begin("Comparing", 1)
    lines.begin("Writing", 100)
    for _ in range(24):
        clock.advance(1.0)
        lines.advance(2)

    assert said == [
        "Reading the Plex library",
        "Comparing: 1 scene",
        "Writing: 100 scenes",
        "Writing: 20 of 100 (20%), 2.0 a second, 40 s left",
        "Writing: 40 of 100 (40%), 2.0 a second, 30 s left",
    ]


def test_a_phase_with_nothing_to_do_is_not_worth_a_line() -> None:
    said = list[str]()

    Lines(said.append, StillClock().monotonic).begin("Writing", 0)

    assert said == []


def test_a_line_says_what_is_counted() -> None:
    said = list[str]()
    lines = Lines(said.append, StillClock().monotonic, "item")

    lines.begin("Putting back", 1)
    lines.begin("Putting back", 2)

    assert said == ["Putting back: 1 item", "Putting back: 2 items"]
