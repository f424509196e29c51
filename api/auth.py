"""Who calls: ``Authorization: Bearer lk_...``, checked once a request."""

from typing import cast

from flask import g, request

from api.problems import Problem
from api.services import services
from matcher.access import Key, KeyRole, verify
from matcher.i18n import N_

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lingkar"'}


def caller() -> Key | None:
    """The verified key of this request; None where there is none or it is not good."""
    if "key" not in g:
        g.key = _verified()
    return cast("Key | None", g.key)


def _verified() -> Key | None:
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    with services().store.read() as session:
        return verify(session, authorization.token)


def authorise(role: KeyRole) -> Key:
    """The caller's key, if it may do what `role` may.

    Raises:
        Problem: 401 without a good key, 403 with one that may not.

    """
    key = caller()
    if key is None:
        raise Problem(
            401,
            N_(
                "This needs a key. Send it as `Authorization: Bearer lk_...`; `lingkar keys "
                "create` makes one."
            ),
            headers=CHALLENGE,
        )
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
