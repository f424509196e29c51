"""A real transformer with random weights, built where it is needed: nothing is downloaded."""

import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import sentence_transformers
else:
    sentence_transformers = pytest.importorskip(
        "sentence_transformers", reason="the extra [transformers] is not installed"
    )

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":"]


def build(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """A two-layer BERT over letters, as a sentence-transformers model; returns its folder."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = string.ascii_lowercase + string.digits
    words = [*SPECIAL, *letters, *(f"##{letter}" for letter in letters)]
    plain = folder / "plain"
    plain.mkdir(parents=True)
    (plain / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(str(plain))
    BertTokenizer(str(plain / "vocab.txt")).save_pretrained(str(plain))
    model = sentence_transformers.SentenceTransformer(str(plain), prompts=prompts)
    model.save(str(folder / "model"))
    return folder / "model"
