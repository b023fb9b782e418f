"""The scenes: which there are, and one of them explained."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stashplex.core.answers import SceneTold
from stashplex.core.errors import ServerError, UnknownId
from stashplex.core.service import SceneQuery, Service, Side, SyncOrder
from stashplex.web.pages.asked import number_in, text_in
from stashplex.web.pages.drawing import NO_PICTURE
from stashplex.web.pages.forms import Form, back_to
from stashplex.web.pages.page import Pages
from stashplex.web.pages.words import STATES
from stashplex.web.replies import told

PAGE: Final = 50
WRITES: Final = 20
PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""What is shown; anything else could be more than a picture."""
SEEN_FOR: Final = "private, max-age=60"


class ScenePages:
    """Lists scenes, explains one, and says which item one is."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._reading = service.reading
        self._acting = service.acting
        self._tasks = service.tasks

    def list(self, request: Request) -> Response:
        """Shows a page of the scenes that are looked for."""
        state = text_in(request, "state")
        query = SceneQuery(
            text=text_in(request, "text"),
            state=state if state in STATES else "",
            after=number_in(request, "after"),
            limit=PAGE,
        )
        found = self._reading.scenes(query)
        return self._pages.draw(request, "scenes.html", query=query, found=found)

    def show(self, request: Request) -> Response:
        """Explains a scene; where a server is away, as far as the database knows it."""
        scene = request.path_params["scene"]
        try:
            answer = self._reading.inspect(scene)
        except ServerError as error:
            return self._remembered(request, scene, error)
        return self._pages.draw(request, "scene.html", scene=answer)

    def picture(self, request: Request) -> Response:
        """Returns the cover in Stash or the poster in Plex."""
        side = Side(request.path_params["side"])
        try:
            picture = self._reading.picture(request.path_params["scene"], side)
        except (ServerError, UnknownId):
            picture = None
        if picture is None or picture.media_type not in PICTURES:
            return RedirectResponse(NO_PICTURE, HTTPStatus.SEE_OTHER)
        return Response(
            picture.data, media_type=picture.media_type, headers={"Cache-Control": SEEN_FOR}
        )

    def sync(self, request: Request, form: Form) -> Response:
        """Syncs one scene now, or shows what that would do."""
        order = SyncOrder(ids=(request.path_params["scene"],), dry_run=form.ticked("dry_run"))
        return back_to(f"/tasks/{self._tasks.start(order).id}")

    def pin(self, request: Request, form: Form) -> Response:
        """Takes a person's word for which item a scene is."""
        scene = request.path_params["scene"]
        answer = self._acting.pin(scene, form.number("item"))
        said = [f"Scene {scene} is pinned to item {answer.item}, and is synced next."]
        if answer.owner is not None:
            said.append(f"Scene {answer.owner}, which had the item, is skipped from now on.")
        return back_to(_way_back(form, scene), " ".join([*said, *answer.warnings]))

    def unpin(self, request: Request, form: Form) -> Response:
        """Takes back what was pinned."""
        scene = request.path_params["scene"]
        self._acting.unpin(scene, form.number("item") if form.text("item") else None)
        return back_to(_way_back(form, scene), f"Scene {scene} is found by its files again.")

    def _remembered(self, request: Request, scene: int, error: ServerError) -> Response:
        found = self._reading.scenes(SceneQuery(text=str(scene), limit=1))
        known = next((one for one in found.scenes if one.scene == scene), None)
        history = self._reading.history(scene=scene, limit=WRITES)
        return self._pages.draw(
            request,
            "scene_remembered.html",
            number=scene,
            known=known or SceneTold(scene, "", "", "", "", "", None),
            writes=history.writes,
            away=told(error),
            server=error.server,
        )


def _way_back(form: Form, scene: int) -> str:
    """Returns where the form was: the list of what needs a look, or the scene."""
    return "/look" if form.text("back") == "look" else f"/scenes/{scene}"
