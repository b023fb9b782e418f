"""The shapes of everything that is answered as JSON: by the command line, and by whoever asks.

Moments are texts in UTC, like "2026-11-23T21:03:00Z"; durations are seconds. A key that stands for
an error is there only when there is one.
"""

from stashplex.core.answers.care import (
    BundleAnswer,
    CopyTold,
    MissingTold,
    PartTold,
    RestoreAnswer,
)
from stashplex.core.answers.checks import CheckTold, DoctorAnswer
from stashplex.core.answers.demo import DemoAnswer, ExampleTold
from stashplex.core.answers.face import (
    HomeAnswer,
    HourTold,
    KeyTold,
    LiveAnswer,
    ProgressTold,
    ReadyAnswer,
    ScenesAnswer,
    SceneTold,
    ServerTold,
    SettingsAnswer,
)
from stashplex.core.answers.history import (
    HistoryAnswer,
    LeftTold,
    RunEntryTold,
    RunsAnswer,
    UndoAnswer,
)
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
from stashplex.core.answers.runs import (
    GuardTold,
    MappingTold,
    ReconcileAnswer,
    SyncAnswer,
    TouchTold,
)
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
from stashplex.core.answers.setup import (
    AccountServerTold,
    ChangeTold,
    FoldersTold,
    KeptTold,
    LibraryTold,
    PlexSeenTold,
    SetupAnswer,
    SetupTold,
    SignInTold,
    StashSeenTold,
)
from stashplex.core.answers.status import RunTold, StatisticsTold, StatusAnswer
from stashplex.core.answers.tasks import (
    DoneTold,
    EndedTold,
    LineTold,
    MovedTold,
    PhaseTold,
    PlannedTold,
)
from stashplex.core.answers.told import ErrorAnswer, ErrorTold, PlaceTold
from stashplex.core.answers.work import WorkAnswer

__all__ = [
    "AccountServerTold",
    "BundleAnswer",
    "CandidateTold",
    "CauseTold",
    "ChangeTold",
    "CheckTold",
    "CopyTold",
    "DeadLetterAnswer",
    "DeadLetterTold",
    "DeadLettersAnswer",
    "DemoAnswer",
    "DoctorAnswer",
    "DoneTold",
    "EndedTold",
    "ErrorAnswer",
    "ErrorTold",
    "ExampleTold",
    "FieldTold",
    "FileTold",
    "FoldersTold",
    "GuardTold",
    "HistoryAnswer",
    "HoldingTold",
    "HomeAnswer",
    "HourTold",
    "InspectAnswer",
    "ItemTold",
    "JobTold",
    "KeptTold",
    "KeyTold",
    "LastTold",
    "LeftTold",
    "LibraryTold",
    "LineTold",
    "LiveAnswer",
    "MappingTold",
    "MissingTold",
    "MovedTold",
    "OutageTold",
    "OutagesAnswer",
    "PartTold",
    "PhaseTold",
    "PinAnswer",
    "PlaceTold",
    "PlannedTold",
    "PlexSeenTold",
    "ProgressTold",
    "PurgeAnswer",
    "ReadyAnswer",
    "ReconcileAnswer",
    "RecoverAnswer",
    "ReliabilityTold",
    "RestoreAnswer",
    "RetryAnswer",
    "RunEntryTold",
    "RunTold",
    "RunsAnswer",
    "SceneTold",
    "ScenesAnswer",
    "ServerTold",
    "SettingsAnswer",
    "SetupAnswer",
    "SetupTold",
    "SignInTold",
    "StashSeenTold",
    "StatisticsTold",
    "StatusAnswer",
    "SyncAnswer",
    "TouchTold",
    "UndoAnswer",
    "UnpinAnswer",
    "VerdictTold",
    "WorkAnswer",
    "WriteTold",
]
