"""The pages people read: the landing page and the API reference, rendered on the server.

They work without JavaScript and ask nothing of another host.
"""

from functools import partial
from typing import Any

from flask import Flask, Response, make_response, render_template, request, send_from_directory
from markupsafe import Markup, escape

from api.language import language
from api.pages.examples import curl
from api.pages.reference import chapters, problems, shapes
from api.services import services
from matcher.i18n import LANGUAGES, clock, day, translator

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
COOKIE = "lang"
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Serve ``/``, ``/docs`` and ``/static``."""
    app.jinja_env.filters |= {"code": _with_code, "breakable": _breakable}
    app.add_url_rule("/", "home", home)
    app.add_url_rule("/docs", "docs", docs)
    app.add_url_rule("/static/<path:name>", "static", static)


def home() -> Response:
    """What this is, whether it is ready, and a first request."""
    bundle = services().bundles.peek()
    first = curl("GET", "/v1/members/{member_id}/classes", request.host_url, None)
    return _page(
        "home.html",
        bundle=bundle,
        since=partial(_moment, bundle.created_at) if bundle else None,
        first=first,
    )


def docs() -> Response:
    """The API reference, from the OpenAPI document."""
    return _page(
        "docs.html",
        chapters=chapters(request.host_url),
        shapes=shapes(),
        problems=problems(),
    )


def static(name: str) -> Response:
    """Style sheet, fonts and images, which belong to the package."""
    response = send_from_directory("static", name, max_age=3600)
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def _page(template: str, **facts: Any) -> Response:
    """A page in the language of the link that was followed, the cookie or the browser."""
    asked = request.args.get("lang", "")
    chosen = next(
        (one for one in (asked, request.cookies.get(COOKIE, "")) if one in LANGUAGES), language()
    )
    other = next(one for one in LANGUAGES if one != chosen)
    html = render_template(template, t=translator(chosen), lang=chosen, other=other, **facts)
    response = make_response(html)
    response.headers["Content-Security-Policy"] = POLICY
    response.content_language.add(chosen)
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    if asked in LANGUAGES:
        response.set_cookie(COOKIE, asked, max_age=YEAR, httponly=True, samesite="Lax")
    response.add_etag()
    response.make_conditional(request)
    return response


def _moment(at: Any, lang: str) -> str:
    return f"{day(at, lang)}, {clock(at, lang)}"


def _with_code(text: str) -> Markup:
    """Text with what stands between backticks set as code."""
    plain, *rest = text.split("`")
    result = escape(plain)
    for i, part in enumerate(rest):
        result += part if i % 2 else Markup("<code>{}</code>").format(part)
    return result


def _breakable(path: str) -> Markup:
    """An address that may be broken after each slash."""
    return Markup("/<wbr>").join(path.split("/"))
