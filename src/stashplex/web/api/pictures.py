"""The pictures of a scene, one from each side."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stashplex.core.errors import UnknownId
from stashplex.core.service import Reading, Side
from stashplex.web.api.operations import PREFIX


def picture_routes(reading: Reading) -> list[Route]:
    """Returns the routes of both pictures."""
    return [_picture_of(reading, side) for side in Side]


def _picture_of(reading: Reading, side: Side) -> Route:
    def answer(request: Request) -> Response:
        scene = request.path_params["scene"]
        picture = reading.picture(scene, side)
        if picture is None:
            raise UnknownId(f"{side.capitalize()} shows no picture of scene {scene}.")
        return Response(picture.data, media_type=picture.media_type)

    return Route(f"{PREFIX}/scenes/{{scene:int}}/picture/{side}", answer)
