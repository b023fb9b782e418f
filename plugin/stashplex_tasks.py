"""Runs the tasks of Stash's list: asks the service, and shows its progress as Stash shows it."""

import http.client
import json
import math
from collections.abc import Callable, Iterator
from typing import Protocol

TASKS = ("sync-all", "sync-recent", "check", "status", "retry-dead-letters", "reconcile")
NDJSON = "application/x-ndjson"
CONNECT_SECONDS = 5
SILENT_SECONDS = 600
"""Seconds without a word after which a service counts as lost; an outage of Plex is told sooner."""
LONGEST_LINE = 1 << 20
LOST = "The connection to stashplex broke off. What it began goes on there: see its status."

Log = Callable[[str, str], None]


class Service(Protocol):
    """Where the service answers, and what it asks of us."""

    host: str
    port: int
    secure: bool
    prefix: str
    token: str

    @property
    def authority(self) -> str:
        """Returns host and port as a Host header names them."""


def run_task(name: str, service: Service, log: Log) -> tuple[bool, str]:
    """Returns whether the task went well and its summary, having shown its progress."""
    if name not in TASKS:
        return False, f"There is no task {name!r}; there are {', '.join(TASKS)}."
    try:
        response = asked(service, name)
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        return False, f"stashplex does not answer at {service.authority} ({why}). Is it running?"
    if response.status in (401, 403):
        return False, "stashplex refuses the token: set it in the settings of this plugin."
    if response.status != http.client.OK or not tells_progress(response):
        return False, refusal(service, response)
    try:
        return followed(lines(response), log)
    except (OSError, ValueError, http.client.HTTPException):
        return False, LOST


def asked(service: Service, name: str) -> http.client.HTTPResponse:
    """Returns the beginning of the service's answer."""
    kind = http.client.HTTPSConnection if service.secure else http.client.HTTPConnection
    connection = kind(service.host, service.port, timeout=CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(SILENT_SECONDS)
    headers = {"Accept": f"{NDJSON}, application/json", "Content-Length": "0"}
    if service.token:
        headers["Authorization"] = f"Bearer {service.token}"
    connection.request("POST", f"{service.prefix}/api/v1/tasks/{name}", headers=headers)
    return connection.getresponse()


def tells_progress(response: http.client.HTTPResponse) -> bool:
    """Returns False for what is no answer to a task, such as a page of another program."""
    return response.getheader("Content-Type", "").startswith(NDJSON)


def refusal(service: Service, response: http.client.HTTPResponse) -> str:
    """Returns why the service did not begin, in its own words where it has any."""
    if response.status == http.client.OK:
        return f"What answers at {service.authority} is no stashplex that knows its tasks."
    try:
        error = json.loads(response.read(LONGEST_LINE))["error"]
        said = " ".join(str(error[part]) for part in ("message", "remedy") if error.get(part))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, http.client.HTTPException):
        said = ""
    return said or f"stashplex answered {response.status} {response.reason}."


def lines(response: http.client.HTTPResponse) -> Iterator[dict[str, object]]:
    """Yields the lines of an answer as they come."""
    while line := response.readline(LONGEST_LINE):
        if line.strip():
            told = json.loads(line)
            if not isinstance(told, dict):
                raise ValueError("a line of an answer is an object")
            yield told


def followed(told: Iterator[dict[str, object]], log: Log) -> tuple[bool, str]:
    """Shows what the lines tell until the last one, and returns how that ends it."""
    shown = ""
    for line in told:
        message = str(line.get("message") or "")
        if line.get("done"):
            return bool(line.get("ok")), message or "Done."
        progress = line.get("progress")
        if isinstance(progress, int | float) and math.isfinite(progress):
            log("p", f"{min(max(progress, 0.0), 1.0):.4f}")
        if message and message != shown:
            log("i", message)
            shown = message
    return False, LOST
