"""Persons with their titles and capacities. Usable alone."""

from extract.persons.find import PersonMention, find_persons

__all__ = ["PersonMention", "find_persons"]
