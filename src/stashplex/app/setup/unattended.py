"""The set-up without anybody to ask: as the files of both sides propose it."""

from dataclasses import dataclass

from stashplex.app.setup.set_up import FILES, SCENES, SetUp
from stashplex.core.answers import KeptTold


@dataclass(frozen=True, slots=True)
class Told:
    """What was said beforehand; the rest is as it is in file and environment."""

    stash: str = ""
    plex: str = ""
    libraries: tuple[str, ...] = ()


def answer_all(setup: SetUp, told: Told) -> KeptTold:
    """Answers every question and writes the configuration; raises the first thing that is wrong."""
    given = setup.given
    setup.try_stash(told.stash or given.stash_url, given.api_key)
    setup.try_plex(told.plex or given.plex_url, given.token)
    setup.expect_libraries()
    known = [one.title for one in setup.libraries if one.chosen]
    setup.pick_libraries(told.libraries or known)
    setup.background.run(FILES, setup.look_at_files)
    folders = setup.told().folders
    learned = [(one.stash, one.plex) for one in folders.roots] if folders else []
    setup.pick_folders([(one.stash, one.plex) for one in given.paths] or learned)
    setup.background.run(SCENES, setup.look_at_scenes)
    return setup.keep()
