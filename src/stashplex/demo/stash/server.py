"""The simulated Stash itself: who may ask, what is asked, and the answer."""

import re
from collections.abc import Awaitable, Sequence
from datetime import tzinfo
from typing import Final, TypeGuard

import msgspec
from graphql import DocumentNode, ExecutionResult, GraphQLError, execute

from stashplex.core.ports import Clock
from stashplex.demo.http_messages import Request, Response
from stashplex.demo.http_server import HttpServer, Latency
from stashplex.demo.served import Served
from stashplex.demo.stash.images import PLACEHOLDER, image_response
from stashplex.demo.stash.library import SERVER_ZONE, StashLibrary
from stashplex.demo.stash.question import Question, SystemState
from stashplex.demo.stash.schema import checked, schema_of

NEWEST: Final = "v0.31.1"
IMAGE: Final = re.compile(
    r"/(?:scene/(?P<scene>\d+)/screenshot|(?:studio|performer|tag)/\d+/image|group/\d+/frontimage)"
)
JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"


class Body(msgspec.Struct):
    """The body of a GraphQL request."""

    query: str
    variables: dict[str, object] | None = None
    operationName: str | None = None  # noqa: N815  the name on the wire


class SimulatedStash(StashLibrary, Served):
    """A Stash with its library; serves while its context is open.

    An empty `api_key` asks for none, and then a key that is sent all the same is refused.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        api_key: str = "",
        version: str = NEWEST,
        zone: tzinfo = SERVER_ZONE,
        roots: Sequence[str] = ("/data",),
        latency: Latency | None = None,
    ) -> None:
        super().__init__(clock, zone=zone)
        self.api_key = api_key
        self.version = version
        """A query that names a field newer than it is refused."""
        self.roots = tuple(roots)
        self.state = SystemState.OK
        self.database_path = "/root/.stash/stash-go.sqlite"
        self.jobs: list[str] = []
        """The descriptions of the jobs that run or wait."""
        self.http = HttpServer(self.respond, name="stash", latency=latency, is_write=reads_only)

    def respond(self, request: Request) -> Response:
        """Answers one request."""
        if request.path == "/healthz":
            return Response(200, {"Content-Type": "text/plain"}, b"ok")
        if request.path == "/login":
            return Response(200, {"Content-Type": "text/html"}, b"<html><body>Login</body></html>")
        sent = request.headers.get("apikey") or request.asks("apikey")
        if sent != self.api_key:
            return refusal(request, anonymous=not sent)
        if request.path == "/graphql":
            return self._graphql(request)
        image = IMAGE.fullmatch(request.path)
        return self._image(request, image["scene"]) if image else Response(404)

    def _image(self, request: Request, scene: str | None) -> Response:
        if request.method != "GET":
            return Response(405)
        if scene is None:
            return image_response(request, PLACEHOLDER)
        with self.lock:
            found = self.scenes.get(int(scene))
        if found is None:
            return Response(404, {"Content-Type": "text/plain"}, b"404 page not found\n")
        return image_response(request, found.cover_bytes() or PLACEHOLDER)

    def _graphql(self, request: Request) -> Response:
        accept = request.headers.get("accept", JSON)
        media = JSON if accept.startswith(JSON) else GRAPHQL_JSON
        if request.method != "POST" or not request.headers.get("content-type", "").startswith(JSON):
            return failed(400, media, [GraphQLError("transport not supported")])
        try:
            body = msgspec.json.decode(request.body, type=Body)
        except msgspec.MsgspecError as error:
            message = f"json request body could not be decoded: {error}"
            return failed(400, media, [GraphQLError(message)])
        document, problems = checked(self.version, body.query)
        invalid = 422 if media == JSON else 400
        if document is None or problems:
            return failed(invalid, media, problems)
        result = self._execute(document, body, request)
        errors = result.errors or []
        if any(error.path is None for error in errors):
            return failed(invalid, media, errors)
        return answered(200, media, result.data, errors)

    def _execute(self, document: DocumentNode, body: Body, request: Request) -> ExecutionResult:
        with self.lock:
            result = execute(
                schema_of(self.version),
                document,
                context_value=self._question(request),
                variable_values=body.variables,
                operation_name=body.operationName,
                is_awaitable=is_awaitable,
            )
        if not isinstance(result, ExecutionResult):
            raise TypeError("a resolver of the simulated Stash was not synchronous")
        return result

    def _question(self, request: Request) -> Question:
        scheme = request.headers.get("x-forwarded-proto", "http")
        return Question(
            library=self,
            base_url=f"{scheme}://{request.headers.get('host', '')}",
            api_key=self.api_key,
            version=self.version,
            state=self.state,
            roots=self.roots,
            database_path=self.database_path,
            jobs=tuple(self.jobs),
        )


def reads_only(_: Request) -> bool:
    """Returns False: a query is a POST that changes nothing."""
    return False


def is_awaitable(_: object) -> TypeGuard[Awaitable[object]]:
    """Returns False: no resolver here is asynchronous."""
    return False


def refusal(request: Request, *, anonymous: bool) -> Response:
    """Returns what a caller without the right key gets: pages send a stranger to the login."""
    last = request.path.rpartition("/")[2]
    if anonymous and request.path != "/graphql" and ("." not in last or last.endswith(".html")):
        return Response(302, {"Location": "/login"})
    return Response(401, {"Content-Type": "text/plain"}, b"unauthorized\n")


def failed(status: int, media: str, errors: Sequence[GraphQLError]) -> Response:
    """Returns the answer to a request of which nothing was executed."""
    return answered(status, media, None, errors)


def answered(
    status: int, media: str, data: object, errors: Sequence[GraphQLError] = ()
) -> Response:
    """Returns an answer in the shape of GraphQL; `errors` is there only where there are some."""
    answer: dict[str, object] = {"data": data}
    if errors:
        answer = {"errors": [error.formatted for error in errors], "data": data}
    return Response(status, {"Content-Type": media}, msgspec.json.encode(answer))
