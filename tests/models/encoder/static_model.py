"""A small static model with random weights, for tests that need one of a kind."""

from pathlib import Path

import numpy as np

from models.encoder.recipe.export import write_model
from models.encoder.recipe.vocabulary import learn_pieces

SAID = [
    "ingin belajar menulis dari rumah",
    "jualan kue kering di pasar",
    "mendidik anak balita tanpa marah",
    "waktu untuk diri sendiri",
    "menolak makan terus",
] * 4


def build(folder: Path, *, dim: int = 64, seed: int = 0) -> Path:
    """Write the model into `folder`, made when missing; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = learn_pieces({"said": SAID}, {}, 300)
    vectors = np.random.default_rng(seed).normal(size=(tokenizer.get_vocab_size(), dim))
    write_model(folder, vectors.astype(np.float32), tokenizer)
    return folder
