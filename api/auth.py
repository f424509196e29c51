"""Who calls: ``Authorization: Bearer lk_...``, checked once a request."""

from typing import cast

from flask import g, request

from api.problems import Problem
from api.services import services
from matcher.access import Key, KeyRole, recognise
from matcher.i18n import N_

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lingkar"'}
REFUSED = {"WWW-Authenticate": 'Bearer realm="lingkar", error="invalid_token"'}
"""The same where a key was sent, see RFC 6750 section 3.1."""


def caller() -> Key | None:
    """The verified key of this request; None where there is none or it is not good."""
    key = _sent()
    return key if key is not None and key.revoked_at is None else None


def _sent() -> Key | None:
    """The key that came with this request, revoked or not: the store is asked once."""
    if "key" not in g:
        g.key = _looked_up()
    return cast("Key | None", g.key)


def _looked_up() -> Key | None:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        return None
    with services().store.read() as session:
        return recognise(session, sent.token)


def _refusal() -> Problem:
    """What to tell whoever sent no good key: that hers was revoked, if it was."""
    if _sent() is not None:
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
    key = caller() if "key" in g else None
    return key.key_id if key else ""
