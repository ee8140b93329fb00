"""Builders of shipped data files; never imported at run time."""
