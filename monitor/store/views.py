"""What asking rests on: the table of changes held back, the search indexes, and the views with plain names."""

from __future__ import annotations

from sqlite_utils import Database


def hold_back(db: Database) -> None:
    """The versions that were not told at once, and what became of them."""
    db.executescript(_HOLDS)


def ask(db: Database) -> None:
    """Full-text search over all texts, each indexed once; and the views."""
    db.executescript(_SEARCH)
    for name, sql in VIEWS.items():
        db.create_view(name, sql)


_HOLDS = """
CREATE TABLE holds (
    version_id INTEGER PRIMARY KEY REFERENCES versions (id),
    page_id TEXT NOT NULL REFERENCES pages (id),
    standing TEXT NOT NULL CHECK (standing IN ('held', 'confirmed', 'withdrawn', 'back')),
    until TEXT,  -- held back to then; NULL for what was never held
    decided_at TEXT,  -- by the check that confirmed or withdrew it; NULL while it is held
    CHECK ((standing = 'held') = (decided_at IS NULL))
) STRICT;

CREATE INDEX holds_waiting ON holds (page_id) WHERE standing = 'held';
CREATE INDEX holds_by_decision ON holds (decided_at);

CREATE TRIGGER holds_are_decided_once BEFORE UPDATE ON holds WHEN OLD.standing <> 'held'
BEGIN SELECT RAISE(ABORT, 'what became of a version that was held back is decided once'); END;

CREATE TRIGGER holds_are_not_deleted BEFORE DELETE ON holds
BEGIN SELECT RAISE(ABORT, 'holds are append-only'); END;

CREATE TRIGGER holds_are_not_replaced BEFORE INSERT ON holds
WHEN EXISTS (SELECT 1 FROM holds WHERE version_id = NEW.version_id)
BEGIN SELECT RAISE(ABORT, 'holds are append-only'); END;
"""

# Without content of their own: the texts are in block_texts and section_texts. A block has its id as rowid, a heading
# the id of its section, negated. Scripts without spaces between words have an index of their own, by characters.
_GLOB = "'*[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]*'"
# Of each index: how it parts a text, and of which rows it is (table, column, sign of the rowid, condition).
TOKENS = {"search_words": "unicode61 remove_diacritics 2", "search_characters": "trigram"}
SEARCHED = {
    index: tuple(
        (table, column, sign, fits)
        for table, column, sign in (("block_texts", "text", ""), ("section_texts", "heading", "-"))
    )
    for index, fits in (("search_words", "<> ''"), ("search_characters", f"GLOB {_GLOB}"))
}


def _index(table: str, column: str, sign: str = "") -> str:
    """What fills the indexes from a table, once and from then on."""
    fits = f"{column} GLOB {_GLOB}"
    return f"""
INSERT INTO search_words (rowid, text) SELECT {sign}id, {column} FROM {table} WHERE {column} <> '';
INSERT INTO search_characters (rowid, text) SELECT {sign}id, {column} FROM {table} WHERE {fits};

CREATE TRIGGER {table}_are_searched AFTER INSERT ON {table} WHEN NEW.{column} <> ''
BEGIN INSERT INTO search_words (rowid, text) VALUES ({sign}NEW.id, NEW.{column}); END;

CREATE TRIGGER {table}_are_searched_by_character AFTER INSERT ON {table} WHEN NEW.{fits}
BEGIN INSERT INTO search_characters (rowid, text) VALUES ({sign}NEW.id, NEW.{column}); END;

CREATE TRIGGER {table}_are_forgotten AFTER DELETE ON {table} WHEN OLD.{column} <> ''
BEGIN INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', {sign}OLD.id, OLD.{column}); END;

CREATE TRIGGER {table}_are_forgotten_by_character AFTER DELETE ON {table} WHEN OLD.{fits}
BEGIN INSERT INTO search_characters (search_characters, rowid, text) VALUES ('delete', {sign}OLD.id, OLD.{column}); END;
"""  # noqa: S608 - our own names


_SEARCH = f"""
CREATE VIRTUAL TABLE search_words USING fts5 (
    text, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_characters USING fts5 (text, content = '', columnsize = 0, tokenize = 'trigram');
{_index("block_texts", "text")}
{_index("section_texts", "heading", "-")}
CREATE INDEX versions_by_return ON versions (page_id, returned_to) WHERE returned_to IS NOT NULL;
"""

VIEWS = {
    # Every version with whether it is told. `repeats`: the page went from and to these very texts not long before;
    # after thirty days it is told again, since it no longer merely alternates.
    "version_log": """
        SELECT v.seen_at, v.page_id, p.name, v.number AS version, v.outcome, v.significance,
               coalesce(h.standing, 'confirmed') AS standing,
               CASE WHEN h.version_id IS NULL THEN v.seen_at WHEN h.standing = 'confirmed' THEN h.decided_at END
                   AS confirmed_at,
               v.outcome = 'returned' AND EXISTS (
                   SELECT 1 FROM versions e JOIN versions d ON d.id = e.previous_id
                   WHERE e.page_id = v.page_id AND e.text_sha256 = v.text_sha256 AND e.number < v.number
                     AND d.text_sha256 = b.text_sha256
                     AND e.seen_at >= strftime('%Y-%m-%dT%H:%M:%fZ', v.seen_at, '-30 days')
                     AND NOT EXISTS (SELECT 1 FROM holds WHERE version_id = e.id AND standing <> 'confirmed')
               ) AS repeats,
               v.title, v.language, v.words, v.updated, v.effective, v.id AS version_id, v.previous_id, v.snapshot_id
        FROM versions v
        JOIN pages p ON p.id = v.page_id
        LEFT JOIN versions b ON b.id = v.previous_id
        LEFT JOIN holds h ON h.version_id = v.id""",
    # How well each page was looked at, over all time.
    "coverage": """
        SELECT p.id AS page_id, p.name, count(c.page_id) AS checks, coalesce(sum(c.good), 0) AS good,
               min(c.started_at) AS first_check_at, max(c.started_at) AS last_check_at,
               max(CASE WHEN c.good THEN c.started_at END) AS last_good_at, round(max(c.hours), 2) AS longest_gap_hours
        FROM pages p LEFT JOIN (
            SELECT page_id, started_at, outcome <> 'inaccessible' AS good,
                   24 * (julianday(started_at) - julianday(lag(started_at) OVER (
                       PARTITION BY page_id, outcome <> 'inaccessible' ORDER BY started_at)))
                   * (outcome <> 'inaccessible') AS hours
            FROM checks) c ON c.page_id = p.id
        GROUP BY p.id""",
    # The times between two good checks: nothing is known of what a page said within.
    "blind_intervals": """
        SELECT c.page_id, p.name, c.from_at, c.to_at,
               round(24 * (julianday(c.to_at) - julianday(c.from_at)), 2) AS hours
        FROM (SELECT page_id, lag(started_at) OVER (PARTITION BY page_id ORDER BY started_at) AS from_at,
                     started_at AS to_at
              FROM checks WHERE outcome <> 'inaccessible') c
        JOIN pages p ON p.id = c.page_id
        WHERE c.from_at IS NOT NULL""",
    # A version stood unchanged from its first check to its last, so many looks, so many of them good.
    "unchanged": """
        SELECT c.page_id, p.name, v.number AS version, c.from_at, c.to_at, c.good, c.version_id
        FROM (SELECT page_id, version_id, min(started_at) AS from_at, max(started_at) AS to_at, count(*) AS good
              FROM checks WHERE outcome <> 'inaccessible' AND version_id IS NOT NULL
              GROUP BY page_id, version_id) c
        JOIN versions v ON v.id = c.version_id
        JOIN pages p ON p.id = c.page_id""",
    # The different texts of a page; one with more than one version came back.
    "variants": """
        SELECT c.page_id, p.name, min(v.number) AS version, count(DISTINCT v.id) AS versions,
               min(c.started_at) AS first_at, max(c.started_at) AS last_at, count(*) AS served,
               max(v.id = p.current_version_id) AS current, max(v.words) AS words, v.text_sha256,
               group_concat(DISTINCT v.number) AS numbers
        FROM checks c
        JOIN versions v ON v.id = c.version_id
        JOIN pages p ON p.id = c.page_id
        WHERE c.outcome <> 'inaccessible'
        GROUP BY c.page_id, v.text_sha256""",
    # Exact returns to an earlier text: what was undone, and after how long.
    "returns": """
        SELECT v.seen_at, v.page_id, l.name, v.number AS version, e.number AS same_as, e.seen_at AS same_as_seen_at,
               r.number AS undone, r.seen_at AS undone_seen_at,
               round(julianday(v.seen_at) - julianday(r.seen_at), 3) AS lasted_days,
               v.significance, l.standing = 'confirmed' AND NOT l.repeats AS told
        FROM versions v
        JOIN version_log l ON l.version_id = v.id
        JOIN versions e ON e.id = v.returned_to
        JOIN versions r ON r.page_id = v.page_id AND r.number = (
            SELECT min(number) FROM versions WHERE page_id = v.page_id AND number > e.number)""",
    # Changes above cosmetic that moved none of the dates that the page states.
    "silent_changes": """
        SELECT l.seen_at, l.page_id, l.name, l.version, l.significance,
               (SELECT count(*) FROM changes WHERE version_id = l.version_id) AS changes,
               (SELECT count(*) FROM facts WHERE version_id = l.version_id) AS facts,
               l.updated, l.effective, l.updated IS NULL AND l.effective IS NULL AS undated
        FROM version_log l JOIN versions b ON b.id = l.previous_id
        WHERE l.significance IN ('editorial', 'minor', 'major') AND l.standing = 'confirmed' AND NOT l.repeats
          AND l.updated IS b.updated AND l.effective IS b.effective""",
    # A page in numbers; the first version is no change.
    "page_stats": """
        SELECT p.id AS page_id, p.name,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND previous_id IS NOT NULL) AS changes,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND previous_id IS NOT NULL
                AND significance = 'major') AS major,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND previous_id IS NOT NULL
                AND significance = 'minor') AS minor,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND previous_id IS NOT NULL
                AND significance = 'editorial') AS editorial,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND previous_id IS NOT NULL
                AND significance = 'cosmetic') AS cosmetic,
               (SELECT count(*) FROM versions WHERE page_id = p.id AND outcome = 'returned') AS "returns",
               (SELECT count(DISTINCT text_sha256) FROM versions WHERE page_id = p.id) AS texts,
               (SELECT count(*) FROM silent_changes WHERE page_id = p.id) AS silent,
               (SELECT count(*) FROM snapshots WHERE page_id = p.id) AS snapshots,
               (SELECT count(*) FROM checks WHERE page_id = p.id) AS checks,
               (SELECT words FROM versions WHERE id = p.current_version_id) AS words
        FROM pages p""",
    # The text of all versions, place by place, to search with LIKE or GLOB; `search_words` is the index for MATCH.
    "all_text": """
        SELECT v.page_id, v.number AS version, v.seen_at, s.position AS section, b.position, t.heading, x.kind, x.text,
               b.block_id
        FROM versions v
        JOIN version_sections s ON s.version_id = v.id
        JOIN section_texts t ON t.id = s.section_id
        JOIN section_blocks b ON b.section_id = s.section_id
        JOIN block_texts x ON x.id = b.block_id""",
}
