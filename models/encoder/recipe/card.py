"""The card of the weights: from what they were made, under which licences, how good they are."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from models.encoder.recipe.making import Made

_TEMPLATE = Path(__file__).parent / "card.md"

SOURCES = {
    "parallel": (
        "Indonesian–English sentences of gunnxx/indonesian-mt-data, desmond86/Indonesian-English-"
        "Bilingual-Corpus and prasastoadi/parallel-corpora-en-id",
        "none stated; weights only",
    ),
    "social": (
        "short posts: tweets of IndoLEM's next-tweet task and of IndoNLU EmoT (train), reviews of "
        "IndoNLU SmSA (train), frequent subtitles of orgtre/top-open-subtitles-sentences",
        "IndoNLU Apache-2.0; subtitles CC BY 3.0 and OPUS terms; IndoLEM as published",
    ),
    "quora": (
        "duplicate questions of louisowen6/quora_paraphrasing_id, first 12,000 lines",
        "Quora's terms of service; weights only",
    ),
    "indonli": ("IndoNLI, train", "CC BY-SA"),
    "stif": ("STIF-Indonesia, train: informal tweets and their formal versions", "MIT"),
    "facqa": ("IndoNLU FacQA, train: questions and passages", "Apache-2.0"),
    "emotion": ("IndoNLU EmoT, train: tweets and the emotion in them", "Apache-2.0"),
    "sentiment": ("IndoNLU SmSA, train: reviews and posts, liked or not", "Apache-2.0"),
    "glossary": ("this project's glossary, written with a language model", "Apache-2.0"),
    "domain": (
        "this project's sentences of the domain (`models/encoder/recipe/data`), written with a "
        "language model",
        "Apache-2.0",
    ),
}
"""What each source is, and its licence."""


def write_card(folder: Path, made: Made, figures: Mapping[str, float]) -> None:
    """Write ``README.md`` beside the weights.

    Args:
        folder: of the model.
        made: what the recipe says of itself.
        figures: of the dev parts, by name.

    """
    rows = [
        f"| {what} | {licence} | {source.read:,} | {source.touched:,} | {len(source):,} |"
        for name, source in made.sources.items()
        for what, licence in [SOURCES[name]]
    ]
    text = _TEMPLATE.read_text(encoding="utf-8").format(
        pieces=f"{made.pieces:,}",
        dim=made.recipe.dim,
        settings=", ".join(f"{name} {value}" for name, value in asdict(made.recipe).items()),
        sources="\n".join(rows),
        figures="\n".join(f"| `{name}` | {figure:.3f} |" for name, figure in figures.items()),
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
