"""All that answers "what next" from arrays: encoder, model and catalogue, as one bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

import numpy as np

from features.arrays import AnyArray, Float32
from features.encoder import (
    FITTED,
    PROBE,
    Encoder,
    EncoderUnavailable,
    FittedEncoder,
    alike,
)
from features.profile import Profile
from models.base import Catalogue, Histories, JsonValue, Queries
from models.bundle import Bundle, BundleError
from models.encoder import make_encoder
from models.next_class import NextClassModel

_SHOWN = 12
"""Digits of a fingerprint that people are shown."""


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

    @property
    def made_by(self) -> dict[str, JsonValue]:
        """What a bundle says of the encoder: its name, dim and identity."""
        encoder = self.encoder
        return {"name": encoder.name, "dim": encoder.dim, "identity": encoder.identity}

    def queries(self, profiles: Sequence[Profile], histories: Histories) -> Queries:
        """What the model may know of b members: profile i with history i.

        Topics that the model has not met are left out.
        """
        said = self.encoder.encode([profile.text() for profile in profiles], "query")
        return make_queries(said, self.topic_names, profiles, histories)

    def save(self, writer: Writer) -> None:
        """Put everything into a bundle that is being written."""
        writer.array("engine.item_ids", np.array(self.item_ids, dtype=np.str_))
        writer.array("engine.topic_names", np.array(self.topic_names, dtype=np.str_))
        writer.array("catalogue.text", self.catalogue.text)
        writer.array("catalogue.topics", self.catalogue.topics)
        writer.array("encoder.probe", self.encoder.encode([PROBE]))
        if isinstance(self.encoder, FittedEncoder):
            writer.estimator("encoder", self.encoder.parts)
            writer.array("encoder.projection", self.encoder.projection)
        writer.facts(encoder=self.made_by)
        for name, array in self.model.arrays().items():
            writer.array(f"model.{name}", array)
        writer.settings("model", self.model.settings())

    @classmethod
    def load(cls, bundle: Bundle) -> Self:
        """The engine of an opened bundle; its large arrays stay memory-mapped.

        Raises:
            BundleError: the encoder that the bundle was trained with is not here, or is another.

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
    said: Float32,
    topic_names: Sequence[str],
    profiles: Sequence[Profile],
    histories: Histories,
) -> Queries:
    """Profile i with its (b, dim) vector `said[i]` and history i, for training and answering."""
    column = {name: j for j, name in enumerate(topic_names)}
    topics = np.zeros((len(profiles), len(topic_names)), dtype=np.bool_)
    for i, profile in enumerate(profiles):
        topics[i, [column[name] for name in profile.topics if name in column]] = True
    return Queries(histories, said, topics)


def _encoder(bundle: Bundle) -> Encoder:
    """The bundle's encoder, checked against what it was and what it computed in training."""
    made_by = bundle.manifest.encoder
    name = str(made_by["name"])
    encoder = _made_again(name, bundle)
    if encoder.identity != made_by["identity"]:
        raise BundleError(
            "The bundle {version} was made with the text encoder {name} of the fingerprint "
            "{then}; what is here under that name now has the fingerprint {now}, and its vectors "
            "do not fit the bundle. Put the former model back in its place, or train again: "
            "`lingkar train`.",
            version=bundle.version,
            name=name,
            then=str(made_by["identity"])[:_SHOWN],
            now=encoder.identity[:_SHOWN],
        )
    if not alike(bundle.arrays["encoder.probe"][0], encoder.encode([PROBE])[0]):
        raise BundleError(
            "The text encoder {name} is the one that the bundle {version} was made with, but it "
            "gives other vectors now: a library that it uses has changed. Put back the versions "
            "that the bundle's manifest.json lists under `libraries`, or train again: "
            "`lingkar train`.",
            name=name,
            version=bundle.version,
        )
    return encoder


def _made_again(name: str, bundle: Bundle) -> Encoder:
    """The fitted encoder is in the bundle; any other is loaded by its name."""
    if name == FITTED:
        return FittedEncoder(bundle.estimators["encoder"], bundle.arrays["encoder.projection"])
    try:
        return make_encoder(name, [])
    except EncoderUnavailable as error:
        raise BundleError(
            "The bundle {version} was made with the text encoder {name}, which cannot be used "
            "here. Put its model back in its place and install what it needs (`pip install "
            "'.[transformers]'`), or set another encoder and train again: `lingkar train`.",
            version=bundle.version,
            name=name,
        ) from error
