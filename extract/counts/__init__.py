"""Quantity phrases and their bounds. Usable alone."""

from extract.counts.find import find_counts

__all__ = ["find_counts"]
