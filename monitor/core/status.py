"""What the status of a response says: whether it brings a page at all."""

from __future__ import annotations

from http import HTTPStatus

from monitor.core.model import Inaccessible, Reason
from monitor.core.records import Response


def refused_status(response: Response, *, known: bool) -> Inaccessible | None:
    """Why a status is no page; None for one that brings a page, or says that a `known` one has not changed."""
    status = response.status
    if status == HTTPStatus.NOT_MODIFIED and known:
        return None
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.NO_CONTENT:
        return None
    try:
        told = f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        told = f"HTTP {status}"
    # Challenge services mark their answers: Cloudflare, AWS WAF, DataDome.
    marks = [name for name in ("cf-mitigated", "x-amzn-waf-action", "x-datadome") if response.header(name)]
    if marks:
        return Inaccessible(Reason.BLOCKED, f"{told}, with the challenge header {marks[0]}")
    return Inaccessible(Reason.STATUS, told)
