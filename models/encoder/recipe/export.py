"""Trained vectors as a folder that sentence-transformers, model2vec and Lingkar read alike."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from features.arrays import Float32, Int8
from features.encoder.static import MODEL, TOKENIZER

_LEVELS = 127


def write_model(folder: Path, vectors: Float32, tokenizer: Tokenizer) -> None:
    """Write weights, tokenizer and the two configurations into an existing folder.

    Args:
        folder: gets ``model.safetensors``, ``tokenizer.json``, ``config.json``, ``modules.json``.
        vectors: (V, dim), row i for piece i.
        tokenizer: of V pieces.

    """
    rows, scales = quantised(vectors)
    save_file({"embeddings": rows, "weights": scales}, folder / MODEL)
    (folder / MODEL).chmod(0o644)  # safetensors writes for its owner only
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    _write_json(folder / "config.json", _config(rows))
    _write_json(folder / "modules.json", _MODULES)


def quantised(vectors: Float32) -> tuple[Int8, Float32]:
    """(V, dim) int8 and (V,) float32 scales: each row uses all levels, so errors stay relative."""
    scales = np.abs(vectors).max(axis=1) / _LEVELS
    rows = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)


_MODULES = [
    {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
    for i, (path, kind) in enumerate([(".", "StaticEmbedding"), ("1_Normalize", "Normalize")])
]


def _config(rows: Int8) -> dict[str, object]:
    """What model2vec wants to know."""
    return {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "hidden_dim": rows.shape[1],
        "normalize": True,
        "max_length": None,
        "embedding_dtype": "int8",
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
