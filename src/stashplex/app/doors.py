"""How the service is guarded: by the token of the configuration, or one made at the first start."""

import logging
from pathlib import Path
from typing import Final

from stashplex.app.web_token import FILE_NAME, made_or_kept
from stashplex.config.settings import WebTable
from stashplex.core.ports import Clock
from stashplex.web.doors import Doors
from stashplex.web.hosts import is_loopback

logger = logging.getLogger(__name__)

SHORTEST: Final = 16
"""Characters below which a token can be guessed, however slowly one may."""


def doors_of(web: WebTable, data_dir: Path, clock: Clock) -> Doors:
    """Returns the doors of a configuration; a token is made and kept where there is none yet."""
    if 0 < len(web.token.reveal()) < SHORTEST:
        logger.warning(
            "web.token has fewer than %d characters and can be guessed. Make it longer, or leave "
            "it out: then stashplex makes one.",
            SHORTEST,
        )
    return Doors(
        host=web.host,
        token=web.token or made_or_kept(data_dir / FILE_NAME),
        token_required=bool(web.token) or not is_loopback(web.host),
        clock=clock,
        names=web.names,
    )
