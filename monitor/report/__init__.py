"""Reports: what changed, as values (`compose`) and as terminal text, Markdown, HTML and JSON. Pure: values to text."""

from monitor.report.compose import Entry, Place, Report, compose, entry_of

__all__ = ["Entry", "Place", "Report", "compose", "entry_of"]
