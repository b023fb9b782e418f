"""Whether Stash and Plex are where somebody says, and let us in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from stashplex.app.setup.addresses import tidy
from stashplex.app.setup.mistakes import WHERE, asked, not_this
from stashplex.core.answers import PlexSeenTold, StashSeenTold
from stashplex.core.errors import (
    BadAnswer,
    CredentialsRefused,
    ServerError,
    ServerFailed,
    Unreachable,
    WrongUsage,
)
from stashplex.core.item import Section
from stashplex.core.secret import Secret
from stashplex.servers.plex.client import PlexClient
from stashplex.servers.plex_tv import AccountServer, Way
from stashplex.servers.stash.client import StashClient

STASH: Final = "Stash"
PLEX: Final = "Plex"
NOTHING: Final = Secret("")
USUAL_REQUEST: Final = 16384
NOT_THE_OWNERS: Final = "Sign in as the owner of the server, or give the owner's token."
UNSURE: Final = "Whether this token may edit cannot be told from here; the first sync will show."


@dataclass(frozen=True, slots=True)
class FoundStash:
    """A Stash that answered, and the key that it takes; empty where it asks for none."""

    told: StashSeenTold
    key: Secret


@dataclass(frozen=True, slots=True)
class FoundPlex:
    """A Plex that answered, and the token that it takes."""

    told: PlexSeenTold
    token: Secret


def find_stash(written: str, key: Secret) -> FoundStash:
    """Asks a Stash, first as somebody without a key: what asks for no login refuses every key."""
    url = tidy(STASH, written)
    try:
        return _seen_stash(url, NOTHING)
    except CredentialsRefused:
        with StashClient(url, NOTHING) as stash:
            if not asked(STASH, url, NOTHING, stash.sends_to_login):
                raise not_this(STASH, url) from None
        if not key:
            raise
    return _seen_stash(url, key)


def find_plex(written: str, token: Secret, identifier: str) -> FoundPlex:
    """Asks a Plex server, of which it makes sure before it shows it the token."""
    url = tidy(PLEX, written)
    expect_plex(url, identifier)
    if not token:
        raise WrongUsage(f"Plex at {url} needs a token.", "Sign in, or give the owner's token.")
    with asked(PLEX, url, token, lambda: _plex(url, token, identifier)) as plex:
        info = asked(PLEX, url, token, plex.info)
        warning = ""
        try:
            is_owner = plex.is_owner()
        except (BadAnswer, ServerFailed):
            is_owner, warning = True, UNSURE
        if not is_owner:
            raise CredentialsRefused(
                PLEX, f"This token is not of the owner of {info.name or url}.", NOT_THE_OWNERS
            )
    return FoundPlex(PlexSeenTold(url, info.name, info.version, warning), token)


def find_sections(url: str, token: Secret, identifier: str) -> tuple[Section, ...]:
    """Returns the movie libraries of a Plex server."""
    with _plex(url, token, identifier) as plex:
        return asked(PLEX, url, token, plex.sections)


def expect_plex(url: str, identifier: str) -> str:
    """Returns who the Plex server at an address is; raises where there is none."""
    with asked(PLEX, url, NOTHING, lambda: _plex(url, NOTHING, identifier)) as plex:
        try:
            machine = asked(PLEX, url, NOTHING, plex.identity)
        except CredentialsRefused as error:
            raise not_this(PLEX, url) from error
    if not machine:
        raise not_this(PLEX, url)
    return machine


def best_way(server: AccountServer, identifier: str) -> str:
    """Returns the best address at which a server of the account answers; raises Unreachable.

    All are asked at once, since some lead nowhere and that takes its time.
    A token is shown to nobody for this: at an address of the home another machine may answer.
    """
    with ThreadPoolExecutor(max(len(server.ways), 1), "stashplex-way") as at_once:
        answers = at_once.map(lambda way: _is_there(server, way, identifier), server.ways)
        found = [way.url for way, is_there in zip(server.ways, answers, strict=True) if is_there]
    if found:
        return found[0]
    tried = ", ".join(way.url for way in server.ways) or "no address is known"
    raise Unreachable(
        PLEX, f"Plex {server.name} answers at none of its addresses: {tried}.", WHERE[PLEX]
    )


def _is_there(server: AccountServer, way: Way, identifier: str) -> bool:
    try:
        return expect_plex(way.url, identifier) == server.identifier
    except (ServerError, WrongUsage):
        return False


def _seen_stash(url: str, key: Secret) -> FoundStash:
    with asked(STASH, url, key, lambda: StashClient(url, key)) as stash:
        info = asked(STASH, url, key, stash.info)
        count = asked(STASH, url, key, stash.count)
    return FoundStash(StashSeenTold(url, info.version, count, bool(key)), key)


def _plex(url: str, token: Secret, identifier: str) -> PlexClient:
    return PlexClient(url, token, client_identifier=identifier, max_request=USUAL_REQUEST)
