"""The shapes of everything that is answered as JSON: by the command line, and by whoever asks.

Moments are texts in UTC, like "2026-11-23T21:03:00Z"; durations are seconds. A key that stands for
an error is there only when there is one.
"""

from stashplex.core.answers.checks import CheckTold, DoctorAnswer
from stashplex.core.answers.demo import DemoAnswer, ExampleTold
from stashplex.core.answers.letters import (
    CandidateTold,
    CauseTold,
    DeadLetterAnswer,
    DeadLettersAnswer,
    DeadLetterTold,
    PurgeAnswer,
    RecoverAnswer,
    RetryAnswer,
)
from stashplex.core.answers.outages import OutagesAnswer, OutageTold, ReliabilityTold
from stashplex.core.answers.pins import PinAnswer, UnpinAnswer
from stashplex.core.answers.runs import MappingTold, ReconcileAnswer, SyncAnswer
from stashplex.core.answers.scene import (
    FieldTold,
    FileTold,
    HoldingTold,
    InspectAnswer,
    ItemTold,
    JobTold,
    LastTold,
    VerdictTold,
    WriteTold,
)
from stashplex.core.answers.status import RunTold, StatisticsTold, StatusAnswer
from stashplex.core.answers.told import ErrorAnswer, ErrorTold, PlaceTold

__all__ = [
    "CandidateTold",
    "CauseTold",
    "CheckTold",
    "DeadLetterAnswer",
    "DeadLetterTold",
    "DeadLettersAnswer",
    "DemoAnswer",
    "DoctorAnswer",
    "ErrorAnswer",
    "ErrorTold",
    "ExampleTold",
    "FieldTold",
    "FileTold",
    "HoldingTold",
    "InspectAnswer",
    "ItemTold",
    "JobTold",
    "LastTold",
    "MappingTold",
    "OutageTold",
    "OutagesAnswer",
    "PinAnswer",
    "PlaceTold",
    "PurgeAnswer",
    "ReconcileAnswer",
    "RecoverAnswer",
    "ReliabilityTold",
    "RetryAnswer",
    "RunTold",
    "StatisticsTold",
    "StatusAnswer",
    "SyncAnswer",
    "UnpinAnswer",
    "VerdictTold",
    "WriteTold",
]
