"""The targets: each Plex of the configuration, bound to one machine and to one Stash."""

from typing import Final

from msgspec import Struct

from stashplex.core.errors import ServerChanged
from stashplex.sync_queue.connection import Database

OTHER_REMEDY: Final = (
    "If so, give it a data folder of its own (data_dir or --data-dir). If it is the same one under "
    "a new identity, and keeps its items: stashplex doctor --rebind."
)
FIRST_TARGET: Final = 1
"""The number of the target that a data folder meets first, and so far of the only one."""


class Target(Struct, frozen=True):
    """A Plex server as the data folder knows it."""

    id: int
    config_name: str
    """NAME of `[plex.NAME]`; empty for the one `[plex]`."""
    plex_identity: str
    stash_identity: str
    """Empty as long as Stash has not said who it is."""
    name: str
    """What the server calls itself, for people to read."""


class Targets:
    """Every target of a data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Target, ...]:
        """Returns the targets, oldest first."""
        rows = self._database.rows("list_targets")
        return tuple(
            Target(
                id=row["id"],
                config_name=row["config_name"],
                plex_identity=row["plex_identity"],
                stash_identity=row["stash_identity"],
                name=row["name"],
            )
            for row in rows
        )

    def of(self, config_name: str = "") -> Target | None:
        """Returns the target of this name, or None before its first contact."""
        return next((one for one in self.all() if one.config_name == config_name), None)

    def bind(
        self,
        plex_identity: str,
        stash_identity: str,
        name: str,
        now: float,
        *,
        config_name: str = "",
    ) -> int:
        """Returns the target's number, made at first contact; raises ServerChanged at another."""
        with self._database.transaction():
            known = self.of(config_name)
            if known is None:
                self._refuse_doubled(plex_identity)
                return self._bind(plex_identity, stash_identity, name, now, config_name)
            _refuse_other(known, plex_identity, stash_identity, name)
            stash_identity = stash_identity or known.stash_identity
            seen = (plex_identity, stash_identity, name)
            if seen != (known.plex_identity, known.stash_identity, known.name):
                self.rebind(plex_identity, stash_identity, name, now, config_name=config_name)
            return known.id

    def expect(
        self, plex_identity: str, stash_identity: str, name: str, *, config_name: str = ""
    ) -> int:
        """Returns the target's number, 0 before first contact; raises ServerChanged at another."""
        known = self.of(config_name)
        if known is None:
            return 0
        _refuse_other(known, plex_identity, stash_identity, name)
        return known.id

    def rebind(
        self,
        plex_identity: str,
        stash_identity: str,
        name: str,
        now: float,
        *,
        config_name: str = "",
    ) -> int:
        """Binds a target to servers that a person says are the same under a new identity."""
        with self._database.transaction():
            known = self.of(config_name)
            if known is None:
                return self._bind(plex_identity, stash_identity, name, now, config_name)
            self._database.change(
                "rebind_target",
                id=known.id,
                plex_identity=plex_identity,
                stash_identity=stash_identity,
                name=name,
                now=now,
            )
            return known.id

    def _bind(
        self,
        plex_identity: str,
        stash_identity: str,
        name: str,
        now: float,
        config_name: str,
    ) -> int:
        rows = self._database.rows(
            "bind_target",
            config_name=config_name,
            plex_identity=plex_identity,
            stash_identity=stash_identity,
            name=name,
            now=now,
        )
        return int(rows[0]["id"])

    def _refuse_doubled(self, plex_identity: str) -> None:
        for other in self.all():
            if other.plex_identity == plex_identity:
                raise ServerChanged(
                    f'The Plex server "{other.name}" is already known here under the name '
                    f'"{other.config_name}".',
                    "Keep one entry per server in the configuration.",
                )


def _refuse_other(known: Target, plex_identity: str, stash_identity: str, name: str) -> None:
    if plex_identity != known.plex_identity:
        raise ServerChanged(
            f'This data folder belongs to the Plex server "{known.name}" '
            f'({known.plex_identity}), and "{name}" ({plex_identity}) answers. Is it another one?',
            f"{OTHER_REMEDY} If the address is wrong, correct plex.url.",
        )
    if stash_identity and known.stash_identity and stash_identity != known.stash_identity:
        raise ServerChanged(
            f"This data folder belongs to another Stash ({known.stash_identity}) than the one that "
            f"answers ({stash_identity}). Is it another one?",
            f"{OTHER_REMEDY} If the address is wrong, correct stash.url.",
        )
