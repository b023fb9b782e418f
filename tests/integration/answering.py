"""A server over a real socket that plays the service or Stash to the plugin, byte by byte."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
Answer = bytes | None
"""What is said to one request; nothing means that the line is held until the test is over."""


@dataclass
class Door:
    """Where a server is reached, and every request it heard."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Returns the address as a person writes it."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def answering(answer: Answer = ACCEPTED) -> Iterator[Door]:
    """Opens a server that says the same to every request."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        door = Door(listening.getsockname()[1])
        serving = threading.Thread(target=serve, args=(listening, door, answer), daemon=True)
        serving.start()
        try:
            yield door
        finally:
            door.over.set()
            with socket.create_connection(("127.0.0.1", door.port)):
                pass  # wakes the thread, which sees that it is over
            serving.join()


def serve(listening: socket.socket, door: Door, answer: Answer) -> None:
    """Hears one request a line and answers it, until it is over."""
    while True:
        line, _ = listening.accept()
        with line:
            if door.over.is_set():
                return
            door.heard.append(request_on(line))
            if answer is None:
                door.over.wait()
            else:
                line.sendall(answer)


def request_on(line: socket.socket) -> bytes:
    """Returns one whole request, head and body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += line.recv(65536)
    head, _, _ = heard.partition(b"\r\n\r\n")
    length = next(
        int(row.split(b":")[1])
        for row in head.split(b"\r\n")
        if row.lower().startswith(b"content-length:")
    )
    while len(heard) < len(head) + 4 + length:
        heard += line.recv(65536)
    return heard


def answer_of(status: str, body: object) -> bytes:
    """Returns a whole answer with a JSON body."""
    said = json.dumps(body).encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(said)}\r\n\r\n".encode() + said


def progress_of(*lines: object) -> bytes:
    """Returns the answer to a task: JSON lines, each as a chunk of its own."""
    chunks = [json.dumps(line).encode() + b"\n" for line in lines]
    body = b"".join(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n" for chunk in chunks)
    head = (
        b"HTTP/1.1 200 OK\r\n"
        b"Content-Type: application/x-ndjson\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    return head + body + b"0\r\n\r\n"
