"""The words of the pages: for states, verdicts, evidence and actions."""

from typing import Final

WELL: Final = {
    "good": "All well",
    "working": "Working",
    "attention": "Needs a look",
    "trouble": "Trouble",
}
BREAKER: Final = {"closed": "answers", "half_open": "is tried again", "open": "away"}
TROUBLE: Final = {
    "outage": "away",
    "credentials": "refused our token or key",
    "incompatible": "cannot be spoken to",
}
ENDING: Final = {
    "changed": "in step",
    "unchanged": "in step",
    "skipped": "skipped",
    "waiting": "waits",
    "failed": "failed",
    "dead": "needs a look",
    "": "not looked at yet",
}
"""How a scene ended last, for a list."""
TONE: Final = {
    "changed": "good",
    "unchanged": "good",
    "skipped": "quiet",
    "waiting": "attention",
    "failed": "trouble",
    "dead": "trouble",
    "": "quiet",
    "good": "good",
    "working": "working",
    "attention": "attention",
    "trouble": "trouble",
    "closed": "good",
    "half_open": "attention",
    "open": "trouble",
    "warning": "attention",
    "bad": "trouble",
    "running": "working",
    "set": "working",
    "clear": "attention",
    "keep": "quiet",
    "leave": "attention",
    "hold": "attention",
    "proved": "good",
    "intended": "attention",
    "lost": "trouble",
}
"""The colour of a word; the word itself always stands beside it."""
VERDICT: Final = {
    "changed": "A sync would change it",
    "unchanged": "Plex shows it as Stash says: nothing to write",
    "skipped": "A sync skips it",
    "waiting": "It waits",
    "failed": "It needs a look",
}
ACTION: Final = {
    "set": "set",
    "clear": "clear",
    "keep": "right already",
    "leave": "left alone",
    "hold": "held since an undo",
}
EVIDENCE: Final = {
    "pin": "you said so",
    "held_path": "same path as last time",
    "path": "same path",
    "held_name_and_size": "same name and size as last time",
    "name_and_size": "same name and size",
    "size_and_duration": "same size and length",
}
CAUSE: Final = {
    "AmbiguousMatch": "Several items in Plex could be its file, and nothing tells which is meant.",
}
REMEDY: Final = {
    "AmbiguousMatch": "Say which item it is, with a click; or remove the copies from Plex.",
    "PinLost": "Open the scene: pin it to another item, or unpin it.",
}
"""What to do about errors whose own remedy is a command: here it is a button."""
WRITE: Final = {"intended": "not proved yet", "proved": "proved", "lost": "not taken"}
KIND: Final = {
    "sync": "Sync",
    "reconcile": "Comparison",
    "undo": "Undo",
    "redo": "Redo",
    "recover": "Recovery",
    "check": "Check",
    "work": "From the queue",
}
STATES: Final = {
    "": "Any state",
    "changed": "Changed last",
    "unchanged": "In step",
    "waiting": "Waiting",
    "skipped": "Skipped",
    "failed": "Failed",
    "dead": "Needs a look",
}
"""What the list of scenes can be narrowed down to."""
