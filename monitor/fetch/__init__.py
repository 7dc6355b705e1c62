"""Fetching: the one gate for every byte that comes from outside, and the only importer of httpx."""

from __future__ import annotations

from monitor.fetch.guard import Resolver
from monitor.fetch.headers import user_agent
from monitor.fetch.http import HttpFetcher

__all__ = ["HttpFetcher", "Resolver", "user_agent"]
