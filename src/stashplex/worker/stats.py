"""The statistics of a worker: counted per job, kept in `stats.json`, shown in the batch summary."""

import json
import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import msgspec
from msgspec import Meta

logger = logging.getLogger(__name__)

FILE_VERSION: Final = 1
Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0)]


class _Kept(msgspec.Struct):
    version: Literal[1] = 1


@dataclass
class SyncStats:
    """What became of the jobs: every attempt counts once, as a success or as a failure."""

    jobs_processed: Count = 0
    jobs_succeeded: Count = 0
    jobs_failed: Count = 0
    jobs_to_dlq: Count = 0
    total_processing_time: Seconds = 0.0
    session_start: Seconds = 0.0
    """When the worker started (epoch seconds); 0.0 until it says so."""
    errors_by_type: dict[str, Count] = field(default_factory=dict)
    high_confidence_matches: Count = 0
    low_confidence_matches: Count = 0
    _warned = False  # not annotated, so that it is neither a figure nor saved

    @property
    def success_rate(self) -> float:
        """The successes in percent; 0.0 before the first job."""
        return 100.0 * self.jobs_succeeded / self.jobs_processed if self.jobs_processed else 0.0

    @property
    def avg_processing_time(self) -> float:
        """Seconds a job took on average; 0.0 before the first job."""
        return self.total_processing_time / self.jobs_processed if self.jobs_processed else 0.0

    def record_success(self, processing_time: float, confidence: str | None = "high") -> None:
        """Counts a job that is done; a job that matched no item has no confidence."""
        self._record(processing_time)
        self.jobs_succeeded += 1
        if confidence == "high":
            self.high_confidence_matches += 1
        elif confidence == "low":
            self.low_confidence_matches += 1

    def record_failure(self, error_type: str, processing_time: float, to_dlq: bool = False) -> None:
        """Counts a failed attempt, and with `to_dlq` the dead letter it made."""
        self._record(processing_time)
        self.jobs_failed += 1
        self.jobs_to_dlq += to_dlq
        self.errors_by_type[error_type] = self.errors_by_type.get(error_type, 0) + 1

    def _record(self, processing_time: float) -> None:
        self.jobs_processed += 1
        self.total_processing_time += processing_time

    def summary_line(self) -> str:
        """Returns the first line of the batch summary."""
        return (
            f"Sync summary: {self.jobs_succeeded}/{self.jobs_processed} succeeded "
            f"({self.success_rate:.1f}%), avg {self.avg_processing_time * 1000:.0f}ms, "
            f"confidence: {self.high_confidence_matches} high / {self.low_confidence_matches} low"
        )

    def stats_json(self) -> str:
        """Returns the JSON of the batch summary's second line, after `Stats: `."""
        return json.dumps(
            {
                "processed": self.jobs_processed,
                "succeeded": self.jobs_succeeded,
                "failed": self.jobs_failed,
                "to_dlq": self.jobs_to_dlq,
                "success_rate": f"{self.success_rate:.1f}%",
                "avg_time_ms": round(self.avg_processing_time * 1000),
                "high_confidence": self.high_confidence_matches,
                "low_confidence": self.low_confidence_matches,
                "errors_by_type": self.errors_by_type,
            }
        )

    def save_to_file(self, path: Path | str) -> None:
        """Replaces the file in one step; where that fails the old one stays, with one warning."""
        target = Path(path)
        draft = target.with_name(target.name + ".new")
        try:
            draft.touch(mode=0o600)
            draft.write_text(json.dumps({"version": FILE_VERSION, **asdict(self)}, indent=2) + "\n")
            draft.replace(target)
        except OSError as error:
            if not self._warned:
                logger.warning("Cannot save the statistics to %s: %s", target, error.strerror)
            self._warned = True
        else:
            self._warned = False

    @classmethod
    def of_session(cls, path: Path | None, now: float) -> "SyncStats":
        """Returns the statistics kept so far, if any are, with a session that begins now."""
        stats = cls.load_from_file(path) if path else cls()
        stats.session_start = now
        return stats

    @classmethod
    def load_from_file(cls, path: Path | str) -> Self:
        """Returns what was saved; a damaged file is kept aside and counting starts afresh."""
        target = Path(path)
        try:
            data = target.read_bytes()
            msgspec.json.decode(data, type=_Kept)
            return msgspec.json.decode(data, type=cls)
        except FileNotFoundError:
            return cls()
        except OSError as error:
            logger.warning("Cannot read the statistics in %s: %s", target, error.strerror)
        except (msgspec.MsgspecError, RecursionError):
            _keep_aside(target)
        return cls()


def _keep_aside(damaged: Path) -> None:
    aside = damaged.with_name(damaged.name + ".damaged")
    try:
        damaged.replace(aside)
    except OSError as error:
        logger.warning("The statistics in %s are damaged: %s", damaged, error.strerror)
    else:
        logger.warning("The statistics were damaged and start afresh; kept aside as %s", aside)
