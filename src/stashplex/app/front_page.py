"""What the front page says: whether all is well, and the figures that show it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from stashplex.app import telling
from stashplex.app.census import Census
from stashplex.app.holding_back import HELD, left_undone
from stashplex.app.outages import told as told_outage
from stashplex.app.presence import Presence
from stashplex.app.state import Store
from stashplex.config import Settings
from stashplex.core.answers import HomeAnswer, HourTold, LiveAnswer, OutageTold, ServerTold
from stashplex.core.ports import Clock, ServerInfo
from stashplex.core.throughput import Hour
from stashplex.core.wording import counted
from stashplex.servers.address import shown_address
from stashplex.servers.http import Conversation
from stashplex.sync_queue.hours import HOUR

HOURS: Final = 24


class FrontPage:
    """Reads the front page from the database and from what is going on."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        presence: Presence,
        clock: Clock,
        census: Census,
    ) -> None:
        self._settings = settings
        self._store = store
        self._presence = presence
        self._clock = clock
        self._census = census

    def live(self) -> LiveAnswer:
        """Returns what moves from second to second; asks neither server."""
        store, presence = self._store, self._presence
        queue = {state.value: count for state, count in store.queue.counts().items()}
        letters = store.dead_letters.get_error_summary() if queue.get("dead") else {}
        servers = self._servers()
        task = presence.going_on()
        today = store.hours.since(_midnight(self._clock.now()))
        well, sentence = self._verdict(servers, letters, busy=task is not None, queue=queue)
        return LiveAnswer(
            well=well,
            sentence=sentence,
            queue=queue,
            dead_letters=letters,
            changed_today=sum(hour.changed for hour in today),
            servers=servers,
            task=task,
            tasks_waiting=presence.tasks_waiting(),
        )

    def home(self) -> HomeAnswer:
        """Returns the front page; asks neither server."""
        store = self._store
        last = store.runs.last(1)
        watched, looked = store.watch.watched(), self._presence.watched_at()
        return HomeAnswer(
            live=self.live(),
            hours=self._hours(),
            scenes=self._census.by_ending(),
            last_run=last[0].id if last else None,
            watched_at=None if looked is None else telling.moment(looked),
            reconciled_at=(
                telling.moment(watched.reconciled_at) if watched and watched.reconciled_at else None
            ),
        )

    def _hours(self) -> tuple[HourTold, ...]:
        this = int(self._clock.now() // HOUR)
        first = this - HOURS + 1
        worked = {int(one.began_at // HOUR): one for one in self._store.hours.since(first * HOUR)}
        every = (worked.get(hour, Hour(hour * HOUR, 0, 0)) for hour in range(first, this + 1))
        return tuple(
            HourTold(telling.moment(one.began_at), one.changed, one.failed) for one in every
        )

    def _servers(self) -> tuple[ServerTold, ...]:
        now = self._clock.now()
        away = {one.server: told_outage(one, now) for one in self._store.outages.going_on()}
        states, house = self._presence.breakers(), self._presence.house
        clients, urls = self._presence.clients, self._settings
        stash = house.servers.stash_info if house else None
        plex = house.servers.plex_info if house else None
        return (
            _server("Stash", urls.stash.url, clients.stash, stash, states, away),
            _server("Plex", urls.plex.url, clients.plex, plex, states, away),
        )

    def _verdict(
        self,
        servers: tuple[ServerTold, ...],
        letters: Mapping[str, int],
        *,
        busy: bool,
        queue: Mapping[str, int],
    ) -> tuple[str, str]:
        away = [one for one in servers if one.breaker != "closed" or one.outage is not None]
        if away:
            return "trouble", _away(away)
        if self._presence.house is None:
            return "working", "Waiting for the first word of both servers."
        undone = HELD if self._presence.held_back() else left_undone(self._store.runs)
        if undone:
            return "attention", undone
        if letters:
            need = "needs" if sum(letters.values()) == 1 else "need"
            return "attention", f"{counted(sum(letters.values()), 'scene')} {need} a look."
        if busy or queue.get("running"):
            return "working", "Plex is being brought in step with Stash."
        return "good", "All is well: Plex shows what Stash knows."


def _server(
    name: str,
    url: str,
    client: Conversation,
    info: ServerInfo | None,
    states: Mapping[str, str],
    away: Mapping[str, OutageTold],
) -> ServerTold:
    return ServerTold(
        server=name,
        url=shown_address(url),
        name=info.name if info else "",
        version=info.version if info else "",
        latency_ms=None if client.latency is None else round(client.latency * 1000, 1),
        breaker=states.get(name, "closed"),
        outage=away.get(name),
    )


def _away(servers: list[ServerTold]) -> str:
    names = " and ".join(one.server for one in servers)
    refusing = [one.server for one in servers if one.outage and one.outage.trouble == "credentials"]
    if refusing:
        return (
            f"{' and '.join(refusing)} {'refuses' if len(refusing) == 1 else 'refuse'} us: "
            "set it up anew in Settings, or put the right token or key into the configuration "
            "and start stashplex again."
        )
    return f"{names} cannot be used right now; nothing is lost, and work goes on by itself."


def _midnight(now: float) -> float:
    local = datetime.fromtimestamp(now, UTC).astimezone()
    return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
