"""Bringing a daily copy of the database back."""

import logging

from stashplex.app.diary import log_kept
from stashplex.config import Settings
from stashplex.core.answers import CopyTold, RestoreAnswer
from stashplex.core.errors import WrongUsage
from stashplex.core.ports import Clock
from stashplex.sync_queue.backups import Backup, Backups, expect_sound, restore

logger = logging.getLogger(__name__)


def copies(settings: Settings) -> RestoreAnswer:
    """Returns the copies there are."""
    return _told(_backups(settings))


def check(settings: Settings, named: str) -> RestoreAnswer:
    """Returns what bringing back this copy would do; raises unless it could be."""
    backups = _backups(settings)
    copy = backups.find(named)
    expect_sound(copy)
    return _told(backups, restored=str(copy), dry_run=True)


def bring_back(settings: Settings, named: str, clock: Clock) -> RestoreAnswer:
    """Puts the copy of a day, or a file, in the place of the database, which is kept aside."""
    backups = _backups(settings)
    copy = backups.find(named)
    with log_kept(settings):
        replaced = restore(copy, settings.data_dir, clock.now())
        logger.info("The database is the copy %s now; the one before is %s", copy, replaced)
    return _told(backups, restored=str(copy), replaced=str(replaced) if replaced else None)


def _backups(settings: Settings) -> Backups:
    if settings.storage.database:
        raise WrongUsage(
            "restore: the database is a PostgreSQL, and its copies are that server's business.",
            "Use what that server offers, such as pg_dump and pg_restore.",
        )
    return Backups(settings.data_dir)


def _told(
    backups: Backups,
    *,
    restored: str | None = None,
    replaced: str | None = None,
    dry_run: bool = False,
) -> RestoreAnswer:
    return RestoreAnswer(tuple(map(_copy, backups.all())), restored, replaced, dry_run)


def _copy(one: Backup) -> CopyTold:
    return CopyTold(one.day, str(one.path), one.size)
