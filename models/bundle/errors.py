"""What can be wrong with a bundle."""

from features.errors import LingkarError


class BundleError(LingkarError):
    """A bundle is damaged, of another format, or of another encoder: says how to mend it."""
