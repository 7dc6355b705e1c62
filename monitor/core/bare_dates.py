"""Dates wherever they stand in a text, with no label: apart from `dates`, since reading a page does without."""

from __future__ import annotations

import re

from monitor.core.dates import FORMS

DATE = re.compile(rf"(?<![\w])(?:{FORMS})", re.IGNORECASE)
ALONE = re.compile(rf"[^\w]*(?:{FORMS})[^\w]*", re.IGNORECASE)  # a line that is a date and nothing else
