"""Which claims tell of one incident, across articles, days and outlets (docs/linking.md)."""

from .incidents import link_incidents

__all__ = ["link_incidents"]
