"""What a request brings that the door has seen already: who asks, and the body as a whole."""

from starlette.requests import Request

from stashplex.web.doors import Caller
from stashplex.web.forgery import form_in


def caller_of(request: Request) -> Caller:
    """Returns who asks."""
    caller = request.scope["state"]["caller"]
    if not isinstance(caller, Caller):
        raise TypeError("a request came in that passed no door")
    return caller


def body_of(request: Request) -> bytes:
    """Returns the whole body, which is small."""
    return bytes(request.scope["state"]["body"])


def form_of(request: Request) -> dict[str, str]:
    """Returns the fields of a form, of each the last."""
    return form_in(request.headers, body_of(request))


def address_of(request: Request) -> str:
    """Returns the address that a request comes from; what a proxy says of it is not believed."""
    return request.client.host if request.client else ""


def is_secure(request: Request) -> bool:
    """Tells whether the browser asked over https; who lies here harms only its own session."""
    told = request.headers.get("x-forwarded-proto", request.scope["scheme"])
    return told.partition(",")[0].strip().lower() == "https"
