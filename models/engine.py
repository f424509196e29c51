"""All that answers "what next" from arrays: encoder, model and catalogue, as one bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

import numpy as np

from features.arrays import AnyArray
from features.encoder import FITTED, Encoder, FittedEncoder, TransformerEncoder
from features.profile import Profile
from models.base import Catalogue, Histories, JsonValue, Queries
from models.bundle import Bundle, BundleError
from models.next_class import NextClassModel

_PROBE = "Ibu ingin belajar menulis dari rumah bersama anak. Mothers learn together."
_SAME = 0.999
"""Cosine above which the encoder that was loaded counts as the one that was trained with."""


class Writer(Protocol):
    """Where an engine is saved: `models.bundle.BundleWriter`."""

    def array(self, name: str, array: AnyArray) -> None:
        """Keep an array."""

    def estimator(self, name: str, estimator: object) -> None:
        """Keep a scikit-learn object."""

    def settings(self, part: str, values: Mapping[str, JsonValue]) -> None:
        """Record settings."""

    def facts(self, *, encoder: Mapping[str, JsonValue]) -> None:
        """Record the encoder."""


@dataclass(frozen=True)
class Engine:
    """What a service needs to answer for any history and any text.

    Attributes:
        encoder: made the catalogue's text vectors and makes those of the queries.
        model: scores the whole catalogue.
        item_ids: (n,) outside ids of the classes.
        topic_names: (T,) columns of topics in catalogue and queries.
        catalogue: (n) what the model knows of the classes.

    """

    encoder: Encoder
    model: NextClassModel
    item_ids: tuple[str, ...]
    topic_names: tuple[str, ...]
    catalogue: Catalogue

    @cached_property
    def item_index(self) -> Mapping[str, int]:
        """The row of each class, by outside id."""
        return {item_id: i for i, item_id in enumerate(self.item_ids)}

    def queries(self, profiles: Sequence[Profile], histories: Histories) -> Queries:
        """What the model may know of b members: profile i with history i.

        Topics that the model has not met are left out.
        """
        return make_queries(self.encoder, self.topic_names, profiles, histories)

    def save(self, writer: Writer) -> None:
        """Put everything into a bundle that is being written."""
        writer.array("engine.item_ids", np.array(self.item_ids, dtype=np.str_))
        writer.array("engine.topic_names", np.array(self.topic_names, dtype=np.str_))
        writer.array("catalogue.text", self.catalogue.text)
        writer.array("catalogue.topics", self.catalogue.topics)
        writer.array("encoder.probe", self.encoder.encode([_PROBE]))
        if isinstance(self.encoder, FittedEncoder):
            writer.estimator("encoder", self.encoder.parts)
            writer.array("encoder.projection", self.encoder.projection)
        writer.facts(encoder={"name": self.encoder.name, "dim": self.encoder.dim})
        for name, array in self.model.arrays().items():
            writer.array(f"model.{name}", array)
        writer.settings("model", self.model.settings())

    @classmethod
    def load(cls, bundle: Bundle) -> Self:
        """The engine of an opened bundle; its large arrays stay memory-mapped.

        Raises:
            BundleError: the encoder here is not the one the bundle was trained with.
            EncoderUnavailable: it needs an extra that is not installed.

        """
        arrays = bundle.arrays
        prefix = "model."
        learned = {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
        settings = bundle.manifest.settings["model"]
        assert isinstance(settings, dict)
        return cls(
            _encoder(bundle),
            NextClassModel.restore(settings, learned),
            tuple(arrays["engine.item_ids"].tolist()),
            tuple(arrays["engine.topic_names"].tolist()),
            Catalogue(arrays["catalogue.text"], arrays["catalogue.topics"]),
        )


def make_queries(
    encoder: Encoder,
    topic_names: Sequence[str],
    profiles: Sequence[Profile],
    histories: Histories,
) -> Queries:
    """Profile i with history i, for training and for answering alike."""
    text = encoder.encode([profile.text() for profile in profiles], "query")
    column = {name: j for j, name in enumerate(topic_names)}
    topics = np.zeros((len(profiles), len(topic_names)), dtype=np.bool_)
    for i, profile in enumerate(profiles):
        topics[i, [column[name] for name in profile.topics if name in column]] = True
    return Queries(histories, text, topics)


def _encoder(bundle: Bundle) -> Encoder:
    """The bundle's encoder, checked against what it computed in training."""
    name = str(bundle.manifest.encoder["name"])
    encoder: Encoder
    if name == FITTED:
        encoder = FittedEncoder(bundle.estimators["encoder"], bundle.arrays["encoder.projection"])
    else:
        encoder = TransformerEncoder(name)
    then, now = bundle.arrays["encoder.probe"], encoder.encode([_PROBE])
    if then.shape != now.shape or (then.any() and float((then * now).sum()) < _SAME):
        raise BundleError(
            "The text encoder {name} now gives other vectors than when the bundle {version} was "
            "trained with it: the model or its library has changed. Bring that version back, or "
            "train again: `lingkar train`.",
            name=name,
            version=bundle.version,
        )
    return encoder
