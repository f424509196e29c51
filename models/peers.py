"""Simple models that the product is measured against, each tuned as carefully as its own parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from models.base import Catalogue, Histories, Queries
from models.cooccurrence import ItemKnn
from models.ease import Ease
from models.next_class import GRIDS
from models.popularity import Popularity
from models.search import Grid, search, validation_task
from models.splits import Cut, validation_cut


@dataclass(frozen=True, slots=True)
class Peer:
    """How a simple model is built, and the values tried for it."""

    build: Callable[..., Popularity | ItemKnn | Ease]
    grid: Grid

    def fit(
        self,
        catalogue: Catalogue,
        members: Queries,
        *,
        cut: Callable[[Histories], Cut] = validation_cut,
        seed: int = 0,
    ) -> Popularity | ItemKnn | Ease:
        """Choose by the same cut and search as the product, then refit on everything."""
        with threadpool_limits(1):
            task = validation_task(catalogue, members, cut(members.histories), seed)
            parameters = search(self.build, self.grid, task).parameters
            return self.build(**parameters).fit(catalogue, members)


PEERS: Mapping[str, Peer] = {
    "popularity": Peer(Popularity, GRIDS[Popularity.name]),
    "item-knn": Peer(ItemKnn, GRIDS[ItemKnn.name]),
    "ease": Peer(Ease, GRIDS[Ease.name]),
}
