"""Every error Lingkar raises on purpose, drawn here as one tree.

::

    LingkarError                    features.errors
     ├─ DataError                   a file or a field cannot be used: says where and how to mend
     │   └─ ImportRefused           a whole import was refused; nothing was written
     ├─ NotFound                    no member, class, ... with that id
     │   └─ TakesNoPart             a member who is none of those that a plan is about
     ├─ Conflict                    the thing changed meanwhile, or exists already
     ├─ NotReady                    no bundle in service yet
     ├─ TrainingRefused             too little or broken data; the old bundle stays in service
     ├─ StoreError                  the database is missing, locked or of another version
     ├─ BundleError                 models.bundle: damaged, of another format or encoder
     ├─ CorpusMissing               models.encoder: a file of the public data is not there
     ├─ EncoderUnavailable          features.encoder: an extra or a model that is not here
     ├─ CacheError                  features.encoder: vectors of texts cannot be kept on disk
     ├─ AvailabilityError           features.schedule: not a time of the week
     ├─ Problem                     api.problems: an error that knows its HTTP status
     └─ PortTaken                   api.cli: something else listens there
"""

import traceback
from pathlib import Path

from features.errors import LingkarError


def where(error: BaseException) -> list[str]:
    """Where an error was raised, innermost last: what a log may tell, since messages quote rows."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


class DataError(LingkarError):
    """A value, a row or a file cannot be used."""


def of_file(error: OSError) -> DataError:
    """What to say where a file or folder that somebody named cannot be used.

    Raises:
        OSError: `error` itself, where it is of no file.

    """
    if error.filename is None:
        raise error
    return DataError(
        "{path} cannot be used: {reason}. Check the name and who may write there.",
        path=str(error.filename),
        reason=str(error.strerror),
    )


class ImportRefused(DataError):
    """An import was refused as a whole; the store is as it was."""


class NotFound(LingkarError):
    """Nothing has that id."""


class TakesNoPart(NotFound):
    """The member, if there is one with that id, is none of those that a plan is about."""


class Conflict(LingkarError):
    """It exists already, or somebody changed it meanwhile."""


class NotReady(LingkarError):
    """The service has no bundle yet."""


class TrainingRefused(LingkarError):
    """The data cannot be trained on; what is in service stays there."""


class StoreError(LingkarError):
    """The database cannot be used as it is."""


__all__ = [
    "Conflict",
    "DataError",
    "ImportRefused",
    "LingkarError",
    "NotFound",
    "NotReady",
    "StoreError",
    "TakesNoPart",
    "TrainingRefused",
    "of_file",
    "where",
]
