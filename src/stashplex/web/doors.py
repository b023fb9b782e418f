"""Who may come in: where the service is bound, and what it asks of those who come."""

from dataclasses import dataclass

from stashplex.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Doors:
    """How the service is guarded."""

    host: str
    """Where it is bound, as the configuration says it."""
    token: Secret
    """What the API takes as a bearer token and a person types to sign in; never empty."""
    token_required: bool
    """False only where nobody but this machine can come, and no token was asked for."""
    names: tuple[str, ...] = ()
    """Further names that it may be called by."""
