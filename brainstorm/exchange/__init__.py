"""A brainstorm as one JSON file. See docs/reference/brainstorm-file.md."""

from .entries import BrainstormFileError, read_file
from .importing import Importer, ImportReport
from .writing import HiddenError, write_data, write_json

__all__ = [
    "BrainstormFileError",
    "HiddenError",
    "ImportReport",
    "Importer",
    "read_file",
    "write_data",
    "write_json",
]
