"""The pictures of a scene, one from each side."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stashplex.core.errors import UnknownId
from stashplex.core.service import Picture, Service, Side
from stashplex.web.api.asked import asked_of
from stashplex.web.api.operations import PREFIX
from stashplex.web.api.shapes import Asked, Operation


def picture_routes(service: Service) -> list[Route]:
    """Returns the routes of both pictures."""
    return [_route(service, one) for one in PICTURES.values()]


def _operation(side: Side) -> Operation:
    def carry_out(service: Service, asked: Asked) -> Picture:
        scene = asked.numbers["scene"]
        picture = service.reading.picture(scene, side)
        if picture is None:
            raise UnknownId(
                f"{side.capitalize()} shows no picture of scene {scene}.",
                f"`stashplex inspect {scene}` explains it.",
            )
        return picture

    return Operation(
        "GET",
        f"/scenes/{{scene}}/picture/{side}",
        f"What {side.capitalize()} shows of a scene.",
        carry_out,
        Picture,
    )


PICTURES: Final[Mapping[Side, Operation]] = {side: _operation(side) for side in Side}


def _route(service: Service, operation: Operation) -> Route:
    def answer(request: Request) -> Response:
        picture = operation.carry_out(service, asked_of(operation, request))
        return Response(picture.data, media_type=picture.media_type)

    return Route(PREFIX + operation.path, answer)
