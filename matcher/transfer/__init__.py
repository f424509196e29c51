"""Import and export of the CSV formats of `docs/data-formats.md`."""

from matcher.transfer.exporting import export_folder
from matcher.transfer.importing import import_file, import_folder
from matcher.transfer.report import FileCounts, ImportReport, RowProblem

__all__ = [
    "FileCounts",
    "ImportReport",
    "RowProblem",
    "export_folder",
    "import_file",
    "import_folder",
]
