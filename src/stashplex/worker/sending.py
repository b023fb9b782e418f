"""Sending an edit: its images first, then its fields and locks."""

from collections.abc import Callable

from stashplex.core.edit import Edit
from stashplex.core.errors import SceneError
from stashplex.worker.halving import ONE_REQUEST
from stashplex.worker.parts import Parts


def send(parts: Parts, edit: Edit, send_images: Callable[[Edit], None]) -> None:
    """Sends an edit: its images, then its fields and locks in as few requests as fit.

    A lock never goes ahead of what it locks: left alone by a crash, or by an image that fails, it
    would be taken for a person's.
    """
    refused: Exception | None = None
    try:
        send_images(edit)
    except (SceneError, *ONE_REQUEST) as error:
        refused, edit = error, edit.without_images
    parts.failpoint("uploaded")
    parts.plex.write(edit)
    parts.failpoint("put")
    if refused is not None:
        raise refused
