"""Tells the stashplex service what changed in Stash; Stash starts it for every hook and task.

A save waits for this process, so a hook is one document read, one request sent, and an end that is
always a good one. It runs on the Python of Stash's machine, with nothing but its standard library.
Of `socket` and `json` it uses the halves written in C: the others take most of its time to start.
"""

import _socket
import _thread
import os
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
STATUS_LENGTH = len("HTTP/1.1 202")
TAKEN = b"202"
"""What the inbox answers; Stash itself, for one, answers any address with a page and 200."""
QUERY = rb'{"query": "query { configuration { plugins(include: [\"stashplex\"]) } }"}'
LATE = "stashplex did not answer in time; it finds this change by itself."
TOLD = '{"output": "told"}'
NOT_TOLD = '{"output": "not told"}'
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
        outcome = answer(read(sys.stdin.buffer.read()))
    except Exception as error:  # noqa: BLE001  nothing may reach the person whose save this is
        why = str(error) if isinstance(error, Trouble) else f"Not told: {type(error).__name__}."
        log("w", why)
        outcome = NOT_TOLD
    finish(outcome)


def finish(outcome: str) -> None:
    """Writes the one document and ends at once, without waiting for a thread that hangs."""
    try:
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.flush()
    finally:
        os._exit(0)


class Grammar:
    """JSON as the standard library tells its scanner."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


def read(document: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN201  naming its type takes an import
    """Returns what a JSON document says."""
    text = document.decode().strip()
    try:
        from _json import make_scanner  # noqa: PLC0415  a Python may lack it

        return make_scanner(Grammar)(text, 0)[0]  # type: ignore[arg-type]  # any object with these names
    except Exception:  # noqa: BLE001  what is wrong with it the whole module says better
        import json  # noqa: PLC0415  it takes as long to start as all the rest

        return json.loads(text)


def answer(asked: dict[str, dict[str, object]]) -> str:
    """Tells a hook's change to the service, or runs the task that was asked for."""
    arguments = asked.get("args") or {}
    change = arguments.get("hookContext")
    if isinstance(change, dict):
        in_time(lambda: tell(service_for(asked, PATIENCE), change))
        return TOLD
    return run(str(arguments.get("task", "")), asked)


def run(task: str, asked: dict[str, dict[str, object]]) -> str:
    """Runs a task of the service and returns its summary, or why there is none, as a document."""
    sys.dont_write_bytecode = True  # files of ours beside the plugin's would survive its removal
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  pathlib takes longer to start
    import json  # noqa: PLC0415  a hook never needs it

    import stashplex_tasks  # type: ignore[import-not-found]  # noqa: PLC0415  a hook never needs it

    try:
        ok, summary = stashplex_tasks.run_task(task, service_for(asked, STASH_PATIENCE), log)
    except Trouble as trouble:
        ok, summary = False, str(trouble)
    log("i" if ok else "e", summary)
    return json.dumps({"output" if ok else "error": summary})


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
        raise Trouble(LATE)
    if troubles:
        raise troubles[0]


def tell(service: Service, change: dict[str, object]) -> None:
    """Puts one change into the service's inbox."""
    kind, number = change.get("type"), change.get("id")
    if not (is_event(kind) and type(number) is int):
        raise Trouble("Stash named no change that stashplex knows.")
    body = f'{{"type": "{kind}", "id": {number}}}'.encode()
    headers = f"Authorization: Bearer {service.token}\r\n" if service.token else ""
    try:
        said = said_to(service, post(service, INBOX, headers, body), STATUS_LENGTH, PATIENCE)
    except TimeoutError:
        raise Trouble(LATE) from None
    except OSError as error:
        why = error.strerror or error
        raise Trouble(
            f"stashplex does not answer at {service.authority} ({why}). "
            "Nothing is lost: it finds this change by itself once it runs."
        ) from None
    status = said[-3:] if said.startswith(b"HTTP/") else b""
    if status in (b"401", b"403"):
        raise Trouble("stashplex refuses the token: set it in the settings of this plugin.")
    if status == b"421":
        raise Trouble(
            f"stashplex does not go by the name {service.host}: put it into web.names of its "
            "configuration, or its address into the settings of this plugin."
        )
    if status.startswith(b"5"):
        raise Trouble(
            f"stashplex at {service.authority} takes nothing now ({status.decode()}): its pages "
            "and its log say why. Nothing is lost: it finds this change by itself once it works."
        )
    if status != TAKEN:
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
    good = good and host.count(":") != 1  # what is no port, as in nas:79x9
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
    request = post(server, "/graphql", session, QUERY, version="1.0")
    try:
        said = said_to(server, request, LONGEST_ANSWER, patience, of_stash=True)
        told = read(said.partition(b"\r\n\r\n")[2])
        settings = told["data"]["configuration"]["plugins"].get(PLUGIN)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        log("d", f"Stash did not tell the settings of this plugin ({type(error).__name__}).")
        return {}
    return settings if isinstance(settings, dict) else {}


def said_to(
    service: Service, request: bytes, most: int, patience: float, *, of_stash: bool = False
) -> bytes:
    """Returns what a server says to a request, up to so many bytes."""
    line = connect(service, patience)
    try:
        if service.secure:
            line = secured(line, service, of_stash=of_stash)
        line.sendall(request)
        said = b""
        while len(said) < most:
            part = line.recv(most - len(said))
            if not part:
                break
            said += part
        return said
    finally:
        line.close()


def connect(service: Service, patience: float) -> _socket.socket:
    """Returns an open line to the first address of a server that takes one."""
    trouble = OSError("it has no address")
    host = service.host.encode()  # as text it would be looked up by way of a slow import
    for family, kind, protocol, _, address in _socket.getaddrinfo(
        host, service.port, 0, _socket.SOCK_STREAM
    ):
        line = maker_of(service)(family, kind, protocol)
        line.settimeout(patience)
        try:
            line.connect(address)
        except OSError as error:
            line.close()
            trouble = error
        else:
            return line
    raise trouble


def maker_of(service: Service) -> type[_socket.socket]:
    """Returns the kind of line that a server takes: only the whole module's can be secured."""
    if not service.secure:
        return _socket.socket
    import socket  # noqa: PLC0415  see above

    return socket.socket


def secured(line: _socket.socket, service: Service, *, of_stash: bool) -> _socket.socket:
    """Returns the line with what is said on it hidden from others."""
    import ssl  # noqa: PLC0415  it takes longer to start than all the rest

    trusting = ssl.create_default_context()
    if of_stash:  # Stash itself named this address, and most of its certificates are self-signed.
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
    return trusting.wrap_socket(line, server_hostname=service.host)  # type: ignore[arg-type]  # made by maker_of


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


def is_event(kind: object) -> bool:
    """Returns True for what can be the name of an event, and can stand between quotes as it is."""
    return isinstance(kind, str) and kind.isascii() and kind.replace(".", "").isalpha()


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
