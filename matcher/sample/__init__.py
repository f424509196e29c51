"""A generated community to try Lingkar on: seeded, labelled, and never anybody's real data.

How it comes about: a *life* is drawn first (`lives`: place, children, marriage, work), then the
hidden *themes* that move her (`telling.own_themes`), then what she writes, from authored banks in
`data/` that are filled only with what is true of her life (`grammar`) and typed in her own hand
(`register`). Classes follow the community's programmes (`catalogue`, `timetable`). Histories are
simulated from themes, ladder, directed links between classes, seasons and popularity
(`histories`). Some circles are over and some meet now (`circles`), each as the product's own rules
would have it. Its numbers were chosen by hand while watching how well
plain models do, so that order and text matter about as much as in public data. A result on this
community shows that what was put in is found, not how good a model is: public data do.
"""

from matcher.sample.community import SampleCommunity, Truth, generate
from matcher.sample.writing import write_sample

__all__ = ["SampleCommunity", "Truth", "generate", "write_sample"]
