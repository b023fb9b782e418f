"""Where the answers end: in the configuration, merged into what stands there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from stashplex.app.setup.given import Given
from stashplex.config import Machine, Outset, Settings, load_outset, load_settings
from stashplex.config.load import DEFAULT, OPTION
from stashplex.config.sources import readable_by_others
from stashplex.config.writing import Change, Values, changes, merged, read_existing, write_private
from stashplex.core.answers import ChangeTold, KeptTold
from stashplex.core.errors import ConfigError


class Keeping:
    """Knows the file, what stands in it, and how it is written."""

    def __init__(self, machine: Machine, outset: Outset) -> None:
        self._machine = machine
        self._outset = outset
        self.file = outset.file
        data_dir = outset.values["data_dir"]
        if not isinstance(data_dir, Path):
            raise TypeError("the data folder is a path")
        self.data_dir = data_dir

    def completed(self, given: Given) -> Settings:
        """Returns the settings that the answers make with all else that is given."""
        return self._outset.completed(given.settled())

    def changes(self, given: Given) -> tuple[ChangeTold, ...]:
        """Returns what would be another in the file."""
        return tuple(ChangeTold(one.key, one.before, one.after) for one in self._changes(given))

    def write(self, given: Given) -> KeptTold:
        """Writes the file, unless it says all of it already; raises ConfigError."""
        copy = None
        if self._changes(given) or not self._is_private():
            text = merged(read_existing(self.file), self._values(given))
            copy = write_private(self.file, text, self._check).copy
        warnings = tuple(self._overruled(given))
        return KeptTold(str(self.file), None if copy is None else str(copy), warnings)

    def _is_private(self) -> bool:
        return self.file.is_file() and not readable_by_others(self._machine, self.file)

    def _changes(self, given: Given) -> tuple[Change, ...]:
        return changes(read_existing(self.file), self._values(given))

    def _values(self, given: Given) -> Values:
        if self._outset.origins["data_dir"] == OPTION:
            return {"data_dir": self.data_dir, **given.values()}
        return given.values()

    def _check(self, draft: Path) -> None:
        try:
            load_settings(self._machine, config_file=draft)
        except ConfigError as error:
            lines = [line.replace(str(draft), str(self.file)) for line in error.problems]
            raise ConfigError(lines, error.remedy) from error

    def _overruled(self, given: Given) -> Iterator[str]:
        """Yields a line for each variable that says something else than was written."""
        now = load_outset(self._machine, config_file=self.file)
        for name, value in given.settled().items():
            origin = now.origins[name]
            if origin not in (DEFAULT, str(self.file)) and now.values.get(name) != value:
                yield f"{origin} says something else and wins over the file: unset it."


def without_folders(given: Given) -> Given:
    """Returns the answers with the folders left open."""
    return replace(given, paths=())
