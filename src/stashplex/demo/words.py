"""The words that invented scenes are made of."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """What a scene can be about: its titles, tags and sentences go together."""

    titles: tuple[str, ...]
    """Each with a place for a place."""
    tags: tuple[str, ...]
    sentences: tuple[str, ...]


PLACES: Final = (
    "Aldermoor", "Birkensee", "Corvale", "Dunlorn", "Eskerby", "Fennholt", "Glimmersund",
    "Harrowick", "Isenfjord", "Juniper Bay", "Kestrel Point", "Larkhaven", "Mossbridge",
    "Northwater", "Ostermark", "Pinnacle Row", "Quarry Lane", "Ravensholm", "Silverford",
    "Thornley", "Umberfield", "Valdoria", "Westermere", "Yarrow Hill", "Zephyr Quay",
)  # fmt: skip

THEMES: Final = (
    Theme(
        ("First Tram to {}", "The Night Tram of {}", "Line 4 from {}", "Depot Day in {}"),
        ("tram", "city", "public transport", "rails", "early morning"),
        (
            "The whole line from end to end, seen from the driver's seat.",
            "Rain on the windscreen and hardly anyone at the stops.",
            "The last ride of the old carriages before they went to the museum.",
        ),
    ),
    Theme(
        ("The Lighthouse of {}", "Keeping the Light at {}", "Storm over {}", "Foghorn, {}"),
        ("lighthouse", "sea", "storm", "coast", "night"),
        (
            "The keeper shows the lamp room and the clockwork below it.",
            "Filmed over one long night while the wind turned.",
            "Ninety-eight steps up, and a view that was worth every one.",
        ),
    ),
    Theme(
        ("A Kitchen in {}", "Sunday Bread, {}", "Soup for Twelve in {}", "The Dumplings of {}"),
        ("kitchen", "bread", "soup", "baking", "family recipe"),
        (
            "Everything is weighed by hand, and nobody looks at the clock.",
            "The recipe is older than the stove.",
            "Two cooks, one pot, and a short argument about salt.",
        ),
    ),
    Theme(
        ("A Walk round {}", "Snow Walk to {}", "Three Days on Foot: {}", "Birdsong near {}"),
        ("nature walk", "forest", "birds", "snow", "long take"),
        (
            "No music and no words, only the path.",
            "Start before sunrise to have the ridge for yourself.",
            "The second half follows the stream down to the old mill.",
        ),
    ),
    Theme(
        ("The Clockmaker of {}", "Bench Work, {}", "A Chair from {}", "Restoring the Loom of {}"),
        ("workshop", "woodwork", "repair", "hand tools", "how it is made"),
        (
            "From a rough plank to the last coat of oil.",
            "Three hundred parts on one table, and all of them go back in.",
            "The saw is a hundred years old and cuts like new.",
        ),
    ),
    Theme(
        ("Small Concert in {}", "Strings at {}", "Open Rehearsal, {}", "Brass on the Square: {}"),
        ("concert", "live", "strings", "brass", "rehearsal"),
        (
            "Forty chairs, one microphone, and a very good second half.",
            "Recorded in one go with two cameras.",
            "They play the slow movement twice, because it was asked for.",
        ),
    ),
    Theme(
        ("The Greenhouse at {}", "A Year of Apples, {}", "Bees of {}", "Rooftop Garden, {}"),
        ("garden", "bees", "apples", "seasons", "time lapse"),
        (
            "One picture a day, from the first frost to the next.",
            "What grows well on a roof, and what does not.",
            "The hives are opened in the cool of the evening.",
        ),
    ),
    Theme(
        ("Harbour Hours, {}", "The Ferry from {}", "Nets of {}", "Low Tide at {}"),
        ("harbour", "boats", "sea", "ferry", "low tide"),
        (
            "Unloading by hand, with the gulls waiting for their share.",
            "The ferry takes eleven cars, and today it is full.",
            "An hour of low tide, told by those who dig for shells.",
        ),
    ),
)

STUDIOS: Final = (
    "Blue Kettle Films", "Corner Tram Archive", "Fernweh & Sons", "Grey Heron Pictures",
    "Lantern Room", "Longshore Studio", "Paper Boat Media", "Quiet Hours", "Slow Rails",
    "Tidewater Collective", "Umbra Works", "Wren's Nest",
)  # fmt: skip
GROUPS: Final = (
    "Coast to Coast", "Four Seasons", "Hands at Work", "Last Trains", "Night Shifts",
    "Small Rooms", "Sunday Table",
)  # fmt: skip
FIRST_NAMES: Final = (
    "Alva", "Bero", "Calla", "Davin", "Elka", "Fenno", "Gritt", "Hale", "Ilva", "Joren", "Kesta",
    "Lumi", "Marrin", "Noor", "Odda", "Perrin", "Quill", "Runa", "Sorrel", "Tamsin",
)  # fmt: skip
LAST_NAMES: Final = (
    "Ambervale", "Brackwater", "Cinderholt", "Dovemoor", "Elderwick", "Fennimar", "Gullstone",
    "Hollowbrook", "Inkpen", "Kettlewell-Moss", "Larkspurr", "Mistlethorpe", "Oldebrook",
    "Quillfeather", "Saltmarsh-Ray", "Tarnwick",
)  # fmt: skip
QUALITIES: Final = ("4K", "restored", "two cameras", "no commentary", "subtitles", "short", "long")
EXTENSIONS: Final = (".mp4", ".mkv", ".m4v")
