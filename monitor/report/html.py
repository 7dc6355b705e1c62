"""A report as one HTML file: no scripts, nothing from outside, readable on a phone and in print.

The text of pages is hostile. Every expression of the template passes through `visible` and is escaped (autoescape is
on and cannot be off), a URL becomes a link only if it is http or https, and a policy in the file forbids everything
but its own style sheet, which is known by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from monitor.core.records import Telling
from monitor.report import passages, phrases
from monitor.report.compose import Entry, Report
from monitor.report.facts import predicate
from monitor.report.redline import Line
from monitor.report.visible import is_web, visible
from monitor.report.words import counted

FOLDED_FROM = 6  # places of a change that has facts; more are folded, since the facts tell what matters
FACTS_FROM = 12  # facts of a change that are open; a feed has no more
LONG_FROM = 5  # changes of a report; the places of those after are folded, and so is the evidence
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def report_html(report: Report) -> str:
    """The report as a whole HTML document."""
    css, digest = _style()
    template = _templates().get_template("report.html")
    return template.render(report=report, css=css, digest=digest)


def entry_html(entry: Entry) -> str:
    """What one version brought, as a fragment for a feed."""
    return _templates().get_template("entry.html").render(entry=entry, brief=phrases.brief(entry))


def redline_html(telling: Telling, lines: Sequence[Line], title: str) -> str:
    """A redline as a whole HTML document, fit to print."""
    css, digest = _style()
    template = _templates().get_template("redline.html")
    return template.render(telling=telling, lines=lines, title=title, css=css, digest=digest)


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("monitor.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        phrases=phrases,
        passages=passages,
        predicate=predicate,
        counted=counted,
        folded_from=FOLDED_FROM,
        long_from=LONG_FROM,
        facts_from=FACTS_FROM,
    )
    templates.tests["web"] = is_web
    templates.filters["language"] = _language
    return templates


@cache
def _style() -> tuple[Markup, str]:
    """Our style sheet, and its hash as a Content-Security-Policy names it."""
    css = jinja2.PackageLoader("monitor.report").get_source(jinja2.Environment(autoescape=True), "report.css")[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Markup(css), digest  # noqa: S704 - our own file


def _seen(value: Any) -> Any:
    """What a template prints: characters that act are shown; what is markup already was made by the template itself."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _language(tag: str) -> str:
    """A language tag as it may stand in `lang`, which is empty where the language is unknown."""
    return tag if _LANGUAGE.fullmatch(tag) else ""
