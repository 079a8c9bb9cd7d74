"""The request that views receive: the middleware lets only signed-in people in."""

from linli.foundation.people.doors import StaffRequest

__all__ = ["StaffRequest"]
