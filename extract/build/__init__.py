"""Builders of the shipped data: run by hand when sources change, never imported at run time."""
