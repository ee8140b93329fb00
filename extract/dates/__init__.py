"""Date phrases of English news, and the datelines they count from. Usable alone."""

from extract.dates.datelines import Dateline, find_dateline
from extract.dates.find import find_dates

__all__ = ["Dateline", "find_dateline", "find_dates"]
