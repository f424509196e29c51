"""Any sentence-transformers model as an encoder, by name or folder.

Needs the extra ``lingkar[transformers]``; torch is imported only when such an encoder is made.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from features.arrays import Float32
from features.encoder.identity import digest, files_digest
from features.encoder.protocol import EncoderUnavailable, Kind

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_E5 = re.compile(r"(^|[-_])e5([-_]|$)", re.IGNORECASE)
_LONGEST_SHOWN = 200
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class TransformerEncoder:
    """A sentence-transformers model; the library itself puts it on a GPU when there is one.

    Prompts for what is asked and what is found are those that the model itself defines; a model
    of the E5 family that defines none gets ``query:`` and ``passage:``, without which it is much
    weaker (Wang et al. 2022, arXiv:2212.03533).

    Attributes:
        name: the model's name or folder.
        dim: the length of a vector.

    Args:
        name: name on the Hugging Face hub, or a folder.
        batch_size: texts embedded at once.

    Raises:
        EncoderUnavailable: the extra is not installed, or there is no such model, or a damaged
            one.

    """

    def __init__(self, name: str, *, batch_size: int = 64) -> None:
        self.name = name
        self._batch_size = batch_size
        self._model = _load(name)
        self.dim = len(self._model.encode_document("a", show_progress_bar=False))

    @cached_property
    def identity(self) -> str:
        """A hash of the files of the model's folder and of the prompts in force.

        Of the files, not of name or commit: a folder can be filled anew under its name, and a
        commit on the hub need not touch the model.
        """
        prompts = json.dumps(sorted(self._model.prompts.items()))
        return digest([files_digest(_folder(self.name)).encode(), prompts.encode()])

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, dim) float32, unit rows; a zero row for a blank text."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        spoken = [i for i, text in enumerate(texts) if text.strip()]
        if spoken:
            embed = self._model.encode_query if kind == "query" else self._model.encode_document
            vectors[spoken] = embed(
                [texts[i] for i in spoken],
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors


def _load(name: str) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - needs torch
    except ImportError as error:
        raise EncoderUnavailable(
            "The text encoder {name} is neither `lingkar` nor `fitted`. If it is a name or folder "
            "of sentence-transformers, install that with `pip install '.[transformers]'`; "
            "otherwise set the encoder to `lingkar`.",
            name=name,
        ) from error
    here = _is_folder(name)
    try:
        # A folder may bring code of its own: who named it put it there. A name on the hub may not.
        with _quiet() if here else nullcontext():
            model = SentenceTransformer(name, trust_remote_code=here)
    except Exception as error:  # a damaged model can fail in any way
        raise _unavailable(name, error) from error
    if _E5.search(Path(name).name) and not any(model.prompts.values()):
        model.prompts = dict(_E5_PROMPTS)
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own bars off the screen; those of a long download are welcome."""
    logging = import_module("transformers.utils.logging")
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _unavailable(name: str, error: Exception) -> EncoderUnavailable:
    if "trust_remote_code" in str(error):
        return EncoderUnavailable(
            "The text encoder {name} brings program code of its own, which is run only from a "
            "folder on this machine: download it, look through its code, and set the encoder to "
            "that folder.",
            name=name,
        )
    if _is_folder(name) or not isinstance(error, (OSError, ValueError)):
        return EncoderUnavailable(
            "The text encoder {name} cannot be read: {reason}. Put its files back as they were "
            "published, install what it needs, or set the encoder to `lingkar`.",
            name=_shown(name),
            reason=_shown(str(error)),
        )
    return EncoderUnavailable(
        "There is no text encoder {name}: it is neither a folder with a sentence-transformers "
        "model nor the name of one that can be downloaded from here. Check the spelling, or "
        "set the encoder to `lingkar`.",
        name=_shown(name),
    )


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # too long, or of characters that no name has
        return False


def _shown(text: str) -> str:
    """`text` as it can stand in a message: short, and without signs that are not printed."""
    printed = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return printed if len(printed) <= _LONGEST_SHOWN else f"{printed[:_LONGEST_SHOWN]}…"


def _folder(name: str) -> Path:
    """Where the files of a loaded model lie: its own folder, or the hub's copy on this machine."""
    if _is_folder(name):
        return Path(name)
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - comes with the extra

    full = name if "/" in name else f"sentence-transformers/{name}"
    return Path(snapshot_download(full, local_files_only=True))
