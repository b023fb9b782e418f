"""What can be asked of the service: read beside the worker, by a connection of its own."""

from collections.abc import Sequence

from msgspec import UNSET

from stashplex.app import history, letters, telling
from stashplex.app.candidates import candidates_of, unseen
from stashplex.app.census import Census
from stashplex.app.checkup import check_up, told
from stashplex.app.explaining import explain
from stashplex.app.front_page import FrontPage
from stashplex.app.house import House
from stashplex.app.outages import outages
from stashplex.app.overview import overview
from stashplex.app.pictures import Pictures
from stashplex.app.presence import Presence
from stashplex.app.settings_told import settings_told
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.answers import (
    CandidateTold,
    DeadLetterAnswer,
    DeadLettersAnswer,
    DoctorAnswer,
    ErrorTold,
    HistoryAnswer,
    HomeAnswer,
    InspectAnswer,
    LiveAnswer,
    OutagesAnswer,
    ReadyAnswer,
    RunEntryTold,
    RunsAnswer,
    ScenesAnswer,
    SceneTold,
    SettingsAnswer,
    StatusAnswer,
)
from stashplex.core.errors import DataFolderError, ServerError, Unavailable
from stashplex.core.job import DeadLetter
from stashplex.core.ports import Clock, SceneRecord
from stashplex.core.remedies import remedy_of
from stashplex.core.service import Picture, SceneQuery, Side


class Reading:
    """Answers everything that changes nothing."""

    def __init__(self, settings: Settings, store: Store, presence: Presence, clock: Clock) -> None:
        """The store is one of its own, so that a slow page never holds up the worker."""
        self._settings = settings
        self._store = store
        self._presence = presence
        self._clock = clock
        self._pictures = Pictures()
        self._census = Census(store.scenes, clock)
        self._front_page = FrontPage(settings, store, presence, clock, self._census)

    def live(self) -> LiveAnswer:
        """Returns what moves from second to second; asks neither server."""
        return self._front_page.live()

    def home(self) -> HomeAnswer:
        """Returns the front page; asks neither server."""
        return self._front_page.home()

    def status(self) -> StatusAnswer:
        """Returns what `status` says; asks neither server."""
        return overview(self._settings, self._store, self._clock.now())

    def scenes(self, query: SceneQuery) -> ScenesAnswer:
        """Returns a page of scenes; asks neither server."""
        found = self._store.scenes.find(query.text, query.state, query.after, query.limit + 1)
        page = found[: query.limit]
        return ScenesAnswer(
            scenes=(*self._meant(query, page), *self._told(page)),
            more=len(found) > query.limit,
            known=sum(self._census.by_ending().values()),
        )

    def inspect(self, scene: int) -> InspectAnswer:
        """Explains one scene; asks both servers."""
        return explain(self._house(), scene)

    def picture(self, scene: int, side: Side) -> Picture | None:
        """Returns the cover in Stash or the poster in Plex; None where there is none to show."""
        return self._pictures.of(self._house(), scene, side)

    def history(
        self, *, scene: int | None = None, run: int | None = None, limit: int = 100
    ) -> HistoryAnswer:
        """Returns what was written, the newest first."""
        return history.written(self._store, scene, run, limit)

    def runs(self, limit: int = 20) -> RunsAnswer:
        """Returns the runs, the newest first."""
        return history.kept_runs(self._store, limit)

    def run(self, run: int) -> RunEntryTold:
        """Returns one run; raises UnknownId where there is none."""
        return history.kept_run(self._store, run)

    def outages(self) -> OutagesAnswer:
        """Returns the outages of both servers."""
        return outages(self._store.outages, self._clock.now())

    def letters(self, error_type: str = "", *, full: bool = False) -> DeadLettersAnswer:
        """Returns the dead letters, of one type or of all."""
        return letters.listed(self._store.dead_letters, error_type, full=full)

    def letter(self, scene: int) -> DeadLetterAnswer:
        """Returns one dead letter with its candidates; raises UnknownId where it is none."""
        letter = self._store.dead_letters.show(scene)
        return letters.shown(letter, *self._candidates(letter))

    def settings(self) -> SettingsAnswer:
        """Returns what is in force and where it came from; no secret is in it."""
        return settings_told(self._settings, self._store)

    def check(self) -> DoctorAnswer:
        """Returns what the doctor says; asks both servers."""
        checks = list(check_up(self._settings, self._clock))
        error = next((one.error for one in checks if one.error is not None), None)
        named = (
            UNSET if error is None else ErrorTold(error.error_type, error.message, remedy_of(error))
        )
        return DoctorAnswer(error is None, told(checks), named)

    def ready(self) -> ReadyAnswer:
        """Returns whether the service can do its work; asks neither server."""
        reasons = {"database": "", "stash": "", "plex": ""}
        try:
            for outage in self._store.outages.going_on():
                reasons[outage.server.lower()] = outage.cause.message
        except DataFolderError as error:
            reasons["database"] = error.message
        for server, state in self._presence.breakers().items():
            if state != "closed" and not reasons[server.lower()]:
                reasons[server.lower()] = f"{server} does not answer."
        if self._presence.house is None and not any(reasons.values()):
            reasons |= dict.fromkeys(("stash", "plex"), "It was not reached yet.")
        return ReadyAnswer(not any(reasons.values()), reasons)

    def _house(self) -> House:
        house = self._presence.house
        if house is None:
            raise Unavailable(
                "Plex",
                "Plex and Stash were not both reached since stashplex started.",
                "`stashplex doctor` says which of them does not answer, and why.",
            )
        return house

    def _meant(self, query: SceneQuery, page: Sequence[int]) -> tuple[SceneTold, ...]:
        """Returns the scene whose id is searched for, if this is the first page."""
        scene = _id_in(query.text)
        if query.after or scene in page or not self._store.records.scenes([scene]):
            return ()
        told = self._told([scene])
        return told if query.state in {"", told[0].ending, told[0].job} else ()

    def _told(self, page: Sequence[int]) -> tuple[SceneTold, ...]:
        records = self._store.records.scenes(page)
        jobs = self._store.scenes.job_states(page)
        known = (records.get(scene) or SceneRecord(scene) for scene in page)
        return tuple(
            SceneTold(
                scene=one.scene,
                title=one.title,
                path=one.path,
                ending=one.ending,
                reason=one.reason,
                job=jobs.get(one.scene, ""),
                checked_at=telling.moment(one.checked_at) if one.checked_at else None,
            )
            for one in known
        )

    def _candidates(self, letter: DeadLetter) -> tuple[tuple[CandidateTold, ...], str]:
        if not letter.candidates:
            return (), ""
        if self._presence.breakers().get("Plex", "closed") != "closed":
            return unseen(letter.scene, letter.candidates), "Plex cannot be asked right now."
        try:
            plex = self._house().servers.plex
            return candidates_of(letter.scene, letter.path, letter.candidates, plex), ""
        except ServerError as error:
            return unseen(letter.scene, letter.candidates), error.message


def _id_in(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else 0  # noqa: PLR2004  larger is no id
