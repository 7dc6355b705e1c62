"""How what goes wrong on the wire is told: foreign errors in, FetchErrors out. Holds no header values, ever."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpx

from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible, Reason


class PassingError(FetchError):
    """A failure before any answer, which may be gone in a moment: worth another attempt."""


def failed(reason: Reason, evidence: str) -> FetchError:
    """A failure that another attempt would only repeat."""
    return FetchError(Inaccessible(reason, evidence))


def passing(reason: Reason, evidence: str) -> PassingError:
    """A failure that another attempt may not meet."""
    return PassingError(Inaccessible(reason, evidence))


def before_answer(error: Exception, request: httpx.Request) -> FetchError:
    """What it means that a request brought no status line and headers."""
    host, limits = request.url.host, request.extensions["timeout"]
    causes = tuple(_causes(error))
    if isinstance(error, httpx.ConnectTimeout):
        return passing(Reason.TIMEOUT, f"no connection to {host} within {limits['connect']:g} s")
    if isinstance(error, httpx.TimeoutException):
        return failed(Reason.TIMEOUT, f"{host} did not answer within {limits['read']:g} s")
    if tls := next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None):
        return failed(Reason.TLS, _tls(tls, host))
    if isinstance(error, httpx.LocalProtocolError):
        return failed(Reason.NETWORK, "the request could not be sent: check the page's `headers` for odd characters")
    if isinstance(error, httpx.RemoteProtocolError):
        return _no_http(causes, host)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return passing(Reason.NETWORK, f"{host} refused the connection on port {_port(request.url)}")
    if isinstance(error, httpx.ConnectError):
        return passing(Reason.NETWORK, f"no connection to {host}: {_told(causes)}")
    return passing(Reason.NETWORK, f"{host} broke the connection off before it answered")


def within_body(error: Exception, request: httpx.Request) -> FetchError:
    """What it means that an answer began, and did not come to its end."""
    host = request.url.host
    if isinstance(error, httpx.TimeoutException):
        limit = request.extensions["timeout"]["read"]
        return failed(Reason.TIMEOUT, f"{host} began to answer, then sent nothing for {limit:g} s")
    if isinstance(error, httpx.RemoteProtocolError):
        return failed(Reason.TRUNCATED, f"{host} closed the connection before the body was complete")
    return failed(Reason.NETWORK, f"{host} broke the connection off in the middle of the body")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    # httpcore raises again "from None", which leaves what the network said in __context__ alone.
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _tls(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not valid: {error.verify_message}"
    return f"no secure connection to {host}: {(error.reason or 'TLS failed').replace('_', ' ').lower()}"


def _no_http(causes: tuple[BaseException, ...], host: str) -> FetchError:
    # httpx and httpcore each raise one; only a third, of the parser, means that there were bytes to parse.
    if len(causes) > 2:
        return failed(Reason.NETWORK, f"what {host} answered is not valid HTTP, or its headers are over 100 kB")
    return passing(Reason.NETWORK, f"{host} closed the connection without an answer")


def _told(causes: tuple[BaseException, ...]) -> str:
    systems = (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror)
    return next(systems, "no address of it answered")


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
