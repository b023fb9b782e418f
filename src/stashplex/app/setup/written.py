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

    def __init__(
        self, machine: Machine, *, config_file: Path | None = None, data_dir: Path | None = None
    ) -> None:
        """Reads what is given already; raises ConfigError for every mistake in it."""
        self._machine = machine
        self._named = config_file
        self._data_dir = data_dir
        self.outset = self.reload()

    def reload(self) -> Outset:
        """Reads anew what is given."""
        outset = load_outset(self._machine, config_file=self._named, data_dir=self._data_dir)
        self.outset = outset
        return outset

    @property
    def file(self) -> Path:
        """The file that is written."""
        return self.outset.file

    @property
    def data_dir(self) -> Path:
        """The folder in which the draft lies."""
        return self.outset.data_dir

    def settings(self) -> Settings:
        """Returns the settings as the file says them now."""
        return load_settings(self._machine, config_file=self.file, data_dir=self._data_dir)

    def completed(self, given: Given) -> Settings:
        """Returns the settings that the answers make with all else that is given."""
        return self.outset.completed(given.settled())

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
        if self.outset.origins["data_dir"] == OPTION:
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
