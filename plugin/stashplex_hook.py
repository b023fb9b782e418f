"""Tells the stashplex service what changed in Stash; Stash starts it for every hook and task.

A save waits for this process, so a hook is one document read, one request sent, and an end that is
always a good one. It runs on the Python of Stash's machine, with nothing but its standard library.
"""

import _thread
import json
import os
import socket
import sys

PLUGIN = "stashplex"
DEFAULT_URL = "http://127.0.0.1:7979"
INBOX = "/api/v1/inbox"
PATIENCE = 0.2
"""Seconds that a save may wait for us beyond the start of Python."""
STASH_PATIENCE = 5.0
"""Seconds that a task, for which no save waits, gives Stash to tell the settings."""
HIGHEST_PORT = 65535
LONGEST_LINE = 4000
"""Characters of a log line; Stash stops reading at 64 KiB."""
LONGEST_ANSWER = 1 << 20
QUERY = 'query { configuration { plugins(include: ["stashplex"]) } }'
ANYWHERE = ("", "0.0.0.0", "::", "[::]")  # noqa: S104  compared with, not bound to


class Trouble(Exception):
    """What keeps the service from being told, in one sentence."""


class Service:
    """An HTTP server as this plugin speaks to it: the stashplex service, or Stash itself."""

    def __init__(self, host: str, port: int, *, secure: bool, prefix: str = "") -> None:
        self.host = host
        self.port = port
        self.secure = secure
        self.prefix = prefix
        self.token = ""

    @property
    def authority(self) -> str:
        """Returns host and port as a Host header names them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def main() -> None:
    """Answers Stash with one document and ends well, whatever happened."""
    try:
        outcome = answer(json.loads(sys.stdin.buffer.read()))
    except Exception as error:  # noqa: BLE001  nothing may reach the person whose save this is
        why = str(error) if isinstance(error, Trouble) else f"Not told: {type(error).__name__}."
        log("w", why)
        outcome = {"output": "not told"}
    finish(outcome)


def finish(outcome: dict[str, str]) -> None:
    """Writes the one document and ends at once, without waiting for a thread that hangs."""
    try:
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()
    finally:
        os._exit(0)


def answer(asked: dict[str, dict[str, object]]) -> dict[str, str]:
    """Tells a hook's change to the service, or runs the task that was asked for."""
    arguments = asked.get("args") or {}
    change = arguments.get("hookContext")
    if isinstance(change, dict):
        in_time(lambda: tell(service_for(asked, PATIENCE), change))
        return {"output": "told"}
    return run(str(arguments.get("task", "")), service_for(asked, STASH_PATIENCE))


def run(task: str, service: Service) -> dict[str, str]:
    """Runs a task of the service and returns its summary."""
    sys.dont_write_bytecode = True  # files of ours beside the plugin's would survive its removal
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  pathlib takes longer to start
    import stashplex_tasks  # type: ignore[import-not-found]  # noqa: PLC0415  a hook never needs it

    ok, summary = stashplex_tasks.run_task(task, service, log)
    log("i" if ok else "e", summary)
    return {"output" if ok else "error": summary}


def in_time(work) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  naming its type takes an import
    """Does the work within our patience; beside, since looking up a name cannot be timed out."""
    ended = _thread.allocate_lock()
    ended.acquire()
    troubles: list[Exception] = []

    def do() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  raised again where it is told
            troubles.append(error)
        finally:
            ended.release()

    _thread.start_new_thread(do, ())
    if not ended.acquire(timeout=PATIENCE):
        raise Trouble("stashplex did not answer in time; it finds this change by itself.")
    if troubles:
        raise troubles[0]


def tell(service: Service, change: dict[str, object]) -> None:
    """Puts one change into the service's inbox."""
    body = json.dumps({"type": change.get("type"), "id": change.get("id")}).encode()
    headers = f"Authorization: Bearer {service.token}\r\n" if service.token else ""
    try:
        with connect(service, PATIENCE) as line:
            line.sendall(post(service, INBOX, headers, body))
            status = line.makefile("rb").readline(200).split()[1:2]
    except OSError as error:
        why = error.strerror or error
        raise Trouble(
            f"stashplex does not answer at {service.authority} ({why}). "
            "Nothing is lost: it finds this change by itself once it runs."
        ) from None
    if status in ([b"401"], [b"403"]):
        raise Trouble("stashplex refuses the token: set it in the settings of this plugin.")
    if not (status and status[0].startswith(b"2")):
        raise Trouble(f"What answers at {service.authority} is no stashplex that knows {INBOX}.")


def service_for(asked: dict[str, dict[str, object]], patience: float) -> Service:
    """Returns the service of the settings: those sent along, else those Stash tells, else none."""
    settings = asked.get("settings")
    if not isinstance(settings, dict):
        settings = settings_from(asked.get("server_connection") or {}, patience)
    service = service_at(str(settings.get("service_url") or "").strip() or DEFAULT_URL)
    service.token = str(settings.get("token") or "").strip()
    if not is_plain(service.token):
        raise Trouble("The token in the settings of this plugin holds what no token can hold.")
    return service


def service_at(url: str) -> Service:
    """Returns the service at an address a person wrote."""
    good = is_plain(url) and not any(sign in url for sign in "@?#")
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    authority, _, path = rest.partition("/")
    ported = authority if authority.rpartition(":")[2].isdigit() else f"{authority}:"
    host, _, port = ported.rpartition(":")
    secure = scheme.lower() == "https"
    number = (int(port) if good else 0) if port else (443 if secure else 80)
    if not (good and host and number <= HIGHEST_PORT and scheme.lower() in ("http", "https")):
        raise Trouble(
            "The address of the service in the settings of this plugin is none: "
            f"write it like {DEFAULT_URL}."
        )
    prefix = f"/{path}".rstrip("/")
    return Service(host.strip("[]"), number, secure=secure, prefix=prefix)


def settings_from(stash: dict[str, object], patience: float) -> dict[str, object]:
    """Asks Stash for our settings with the session it lent us; nothing where it does not tell."""
    cookie = stash.get("SessionCookie")
    if not isinstance(cookie, dict):
        return {}
    host = str(stash.get("Host") or "")
    server = Service(
        "127.0.0.1" if host in ANYWHERE else host.strip("[]"),
        int(str(stash.get("Port") or 9999)),
        secure=stash.get("Scheme") == "https",
    )
    session = f"Cookie: {cookie.get('Name')}={cookie.get('Value')}\r\n"
    body = json.dumps({"query": QUERY}).encode()
    try:
        with connect(server, patience, of_stash=True) as line:
            line.sendall(post(server, "/graphql", session, body, version="1.0"))
            _, _, said = line.makefile("rb").read(LONGEST_ANSWER).partition(b"\r\n\r\n")
        settings = json.loads(said)["data"]["configuration"]["plugins"].get(PLUGIN)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        log("d", f"Stash did not tell the settings of this plugin ({type(error).__name__}).")
        return {}
    return settings if isinstance(settings, dict) else {}


def connect(service: Service, patience: float, *, of_stash: bool = False) -> socket.socket:
    """Returns an open line to a server."""
    line = socket.create_connection((service.host, service.port), patience)
    if not service.secure:
        return line
    import ssl  # noqa: PLC0415  it takes as long to start as all the rest

    trusting = ssl.create_default_context()
    if of_stash:  # Stash itself named this address, and most of its certificates are self-signed.
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
    return trusting.wrap_socket(line, server_hostname=service.host)


def post(service: Service, path: str, headers: str, body: bytes, version: str = "1.1") -> bytes:
    """Returns a whole request; an answer to HTTP/1.0 comes in one piece and ends with the line."""
    head = (
        f"POST {service.prefix}{path} HTTP/{version}\r\n"
        f"Host: {service.authority}\r\n"
        f"{headers}"
        "Accept: application/json\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def is_plain(text: str) -> bool:
    """Returns True where nothing in a text could end a header early."""
    return text.isascii() and text.isprintable() and " " not in text


def log(level: str, message: str) -> None:
    """Writes one line as Stash reads the log of its plugins."""
    shown = "".join(sign if sign.isprintable() else " " for sign in message)[:LONGEST_LINE]
    said = shown if level == "p" else f"[{PLUGIN}] {shown}"
    sys.stderr.buffer.write(f"\x01{level}\x02{said}\n".encode(errors="replace"))
    sys.stderr.buffer.flush()


if __name__ == "__main__":
    main()
