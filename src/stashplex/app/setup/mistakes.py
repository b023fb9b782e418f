"""What goes wrong while somebody sets up, in words for somebody who has nothing set up yet."""

from collections.abc import Callable
from typing import Final, TypeVar

from stashplex.core.errors import (
    BadAnswer,
    ConfigError,
    CredentialsRefused,
    Incompatible,
    ServerError,
    Unreachable,
    WrongUsage,
)
from stashplex.core.secret import Secret

WHERE: Final = {
    "Stash": (
        "See that Stash runs, and open this address in a browser. In a container, localhost is "
        "the container itself: give the name or address of the machine."
    ),
    "Plex": (
        "See that Plex runs, and open this address with /identity behind it in a browser. In a "
        "container, localhost is the container itself: give the name or address of the machine."
    ),
}
PORT: Final = {
    "Stash": "Give the address at which Stash shows its pages; its port is 9999 as a rule.",
    "Plex": "Give the address of the Plex server itself; its port is 32400 as a rule.",
}
KEY: Final = "Copy it in Stash: Settings > Security > Authentication > API key."
TOKEN: Final = "Sign in instead, or copy the token of the server's owner again."  # noqa: S105  words
Found = TypeVar("Found")


def asked(server: str, url: str, secret: Secret, ask: Callable[[], Found]) -> Found:
    """Returns what a server says; an error tells what to type instead."""
    try:
        return ask()
    except ConfigError as error:
        raise WrongUsage(error.problems[0].partition(": ")[2], error.remedy) from error
    except Unreachable as error:
        raise Unreachable(server, error.message, WHERE[server]) from error
    except CredentialsRefused as error:
        raise _refused(server, url, secret) from error
    except BadAnswer as error:
        sentence = f"What answers at {url} is not {server}: {_without_dot(error.message)}."
        raise BadAnswer(server, sentence, PORT[server]) from error
    except Incompatible as error:
        raise Incompatible(server, error.message, error.remedy or PORT[server]) from error


def not_this(server: str, url: str) -> ServerError:
    """Returns the error for what answers and is no such server."""
    return BadAnswer(server, f"What answers at {url} is not {server}.", PORT[server])


def _refused(server: str, url: str, secret: Secret) -> CredentialsRefused:
    if server == "Plex":
        return CredentialsRefused(server, f"Plex at {url} refuses this token.", TOKEN)
    if secret:
        return CredentialsRefused(server, f"Stash at {url} refuses this API key.", KEY)
    return CredentialsRefused(server, f"Stash at {url} asks for a login: it needs its key.", KEY)


def _without_dot(sentence: str) -> str:
    return sentence.rstrip(". ")
