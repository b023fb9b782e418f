"""What the simulated servers have in common, whatever they speak."""

from types import TracebackType
from typing import Self

from stashplex.demo.http_faults import Fault
from stashplex.demo.http_messages import RequestLog
from stashplex.demo.http_server import HttpServer


class Served:
    """A simulated server: serves while its context is open, and can be told to misbehave."""

    http: HttpServer

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return self.http.url

    @property
    def requests(self) -> RequestLog:
        """Everything that was asked."""
        return self.http.requests

    def start(self) -> None:
        """Serves, on the same port every time."""
        self.http.start()

    def stop(self) -> None:
        """Refuses connections and cuts the open ones; what it knows stays."""
        self.http.stop()

    def inject(self, fault: Fault) -> Fault:
        """Lets something go wrong with the requests to come."""
        return self.http.inject(fault)

    def heal(self) -> None:
        """Lets nothing go wrong any more."""
        self.http.heal()

    def __enter__(self) -> Self:
        self.http.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.__exit__(kind, error, trace)
