"""Companies by what their legal form puts behind their names."""

from __future__ import annotations

import re

_SUFFIX = (
    r"Inc|LLC|L\.L\.C|LLP|Ltd|Limited|Corp|Corporation|Company|Co|PLC|plc|GmbH|AG|SE|KG|UG|e\.V|S\.?A\.?S?\.?U?|SARL|EURL"
    r"|SRL|S\.?à\.? ?r\.?l|S\.?p\.?A|S\.?r\.?l|S\.?L\.?U?|B\.?V|N\.?V|AB|A/S|ApS|AS|Oy|OÜ|UAB|Pty\.? Ltd|Pte\.? Ltd"
    r"|Pvt\.? Ltd|K\.?K|Lda|Ltda|sp\. z o\.o|s\.r\.o|d\.o\.o|Kft|Unlimited Company|Joint Venture|Holdings|Foundation"
    r"|DAC|PBC|P\.B\.C"
)
FIRST, REST = r"[^\W\d_a-zà-ÿ]", r"[\w.&'-]*"  # of a word of a name: its first letter, and what follows
PART = FIRST + REST
# Begins with a capital and looks behind it: found many times as fast as what looks behind first.
# A form ends a name, unless another follows it at once: "Example Holdings Limited".
_FORM = rf"(?:{_SUFFIX})(?!\w)\.?"
COMPANY = re.compile(
    rf"{FIRST}(?<!\w.){REST},? (?:(?!{_FORM}[ ,]){PART},? ){{0,5}}{_FORM}"
    rf"(?: & Co\.?(?: (?:KG(?:aA)?|OHG)(?!\w))?|(?:,? {_FORM})*)"
)
SUFFIX = re.compile(_SUFFIX)
