"""Which language to answer in."""

from typing import cast

from flask import request

from api.services import services
from features.errors import LingkarError
from matcher.i18n import LANGUAGES, message, translator
from matcher.settings import Language


def language() -> Language:
    """What ``Accept-Language`` likes best of what we speak, else the one that is set."""
    best = request.accept_languages.best_match(LANGUAGES)
    return cast("Language", best) if best else services().settings.language


def say(error: LingkarError) -> str:
    """The message of `error` for whoever asks."""
    return message(error, language())


def translate(sentence: str) -> str:
    """`sentence` for whoever asks."""
    return translator(language())(sentence)
