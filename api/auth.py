"""Who calls: ``Authorization: Bearer lk_...``, checked once a request."""

from typing import cast

from flask import g, request

from api.problems import Problem
from api.services import services
from matcher.access import Key, KeyRole, verify, was_revoked
from matcher.i18n import N_

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lingkar"'}
REFUSED = {"WWW-Authenticate": 'Bearer realm="lingkar", error="invalid_token"'}
"""The same where a key was sent, see RFC 6750 section 3.1."""


def caller() -> Key | None:
    """The verified key of this request; None where there is none or it is not good."""
    if "key" not in g:
        g.key = _verified()
    return cast("Key | None", g.key)


def _presented() -> str:
    """What was sent as a key; "" for nothing."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer":
        return ""
    return authorization.token or ""


def _verified() -> Key | None:
    presented = _presented()
    if not presented:
        return None
    with services().store.read() as session:
        return verify(session, presented)


def _was_revoked() -> bool:
    presented = _presented()
    if not presented:
        return False
    with services().store.read() as session:
        return was_revoked(session, presented)


def _refusal() -> Problem:
    """What to tell whoever sent no good key: that hers was revoked, if it was."""
    if _was_revoked():
        return Problem(
            401,
            N_("This key was revoked. Ask whoever runs Lingkar for another one."),
            headers=REFUSED,
        )
    return Problem(
        401,
        N_(
            "This needs a key. Send it as `Authorization: Bearer lk_...`; `lingkar keys "
            "create` makes one."
        ),
        headers=CHALLENGE,
    )


def authorise(role: KeyRole) -> Key:
    """The caller's key, if it may do what `role` may.

    Raises:
        Problem: 401 without a good key, saying so where it was revoked; 403 with one that may not.

    """
    key = caller()
    if key is None:
        raise _refusal()
    if not key.role.includes(role):
        raise Problem(
            403,
            N_("This needs a key of the role {needed}; yours is {role}. Ask whoever runs Lingkar."),
            needed=role.value,
            role=key.role.value,
        )
    return key


def caller_id() -> str:
    """The id of the key that this request was found to have; "" where none was looked for."""
    key = cast("Key | None", g.get("key"))
    return key.key_id if key else ""
