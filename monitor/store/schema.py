"""The tables, indexes, triggers and views of the database, as migrations: each is applied once, in order.

A migration that has been released is never edited: what must change later is a new one below it.
"""

from __future__ import annotations

from functools import cache

from sqlite_utils import Database, Migrations

from monitor.store import holding, late, upgrades, views

APPLICATION_ID = 0x70766D6E  # "pvmn": how the file says whose it is (sqlite.org/fileformat.html, offset 68)

migrations = Migrations("privacy-monitor")


@migrations()
def m001_first_tables(db: Database) -> None:
    """Pages, checks, bodies, snapshots, versions with their text, changes, facts."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.executescript(_TABLES)
    db.executescript(_INDEXES)
    db.executescript(_TRIGGERS)
    for name, sql in _VIEWS.items():
        db.create_view(name, sql)


@migrations()
def m002_facts(db: Database) -> None:
    """What a fact is about, where its quotes stand, which way it went, and the word list that found it."""
    for column in (
        "about TEXT NOT NULL DEFAULT ''",
        "direction TEXT NOT NULL DEFAULT ''",
        "lexicon TEXT NOT NULL DEFAULT ''",  # word list and version, '' for rules that need no words
        "start_before INTEGER",  # of the quote in the text of the version before, in characters
        "start_after INTEGER",
        "places INTEGER NOT NULL DEFAULT 1",
    ):
        db.execute(f"ALTER TABLE facts ADD COLUMN {column}")
    db.execute("CREATE INDEX facts_by_type ON facts (type, version_id)")
    db.create_view("fact_log", _FACT_LOG)


@migrations()
def m003_shared_texts(db: Database) -> None:
    """Blocks and sections are stored once by what they say; `blocks` and `sections` become views."""
    upgrades.share_texts(db)


@migrations()
def m003_packed_bodies(db: Database) -> None:
    """A body may be packed against another one."""
    upgrades.pack_bodies(db)


@migrations()
def m004_ledger(db: Database) -> None:
    """Everything that was recorded forms a hash chain.

    It binds all columns of `checks`, `snapshots`, `versions`, `changes` and `facts` that are not NULL: a later column
    of theirs must be NULL in the rows that are there.
    """
    upgrades.chain_checks(db)


@migrations()
def m005_rereads(db: Database) -> None:
    """What reading stored snapshots again has brought."""
    db.executescript(_REREADS)


@migrations()
def m006_holds(db: Database) -> None:
    """Changes that are held back until they have lasted."""
    views.hold_back(db)


@migrations()
def m007_questions(db: Database) -> None:
    """Search indexes, and views for the questions that people ask."""
    views.ask(db)


@migrations()
def m008_late_looks(db: Database) -> None:
    """Looks that came to light after later ones."""
    late.look_again(db)


@migrations()
def m009_hold_log(db: Database) -> None:
    """What becomes of changes that are held back is part of the chain."""
    holding.log_all(db)


@migrations()
def m010_fewer_indexes(db: Database) -> None:
    """`snapshots_by_page_time` finds the snapshots of a page as well."""
    db.execute("DROP INDEX snapshots_by_page")


@migrations()
def m011_page_status(db: Database) -> None:
    """`page_status` tells the last look as it is known now."""
    late.tell_status(db)


def unexpected(db: Database) -> list[str]:
    """How the tables, indexes, triggers and views of a database differ from those that its migrations make."""
    applied = [migration.name for migration in migrations.applied(db)]
    expected, found = _expected(len(applied)), _objects(db)
    missing = [f"{name} is missing" for name in sorted(expected.keys() - found)]
    changed = [
        f"{name} is not as this program makes it"
        for name in sorted(expected.keys() & found)
        if expected[name] != found[name]
    ]
    return [*missing, *changed, *(f"{name} is not ours" for name in sorted(found.keys() - expected))]


@cache
def _expected(applied: int) -> dict[str, str]:
    """After so many migrations."""
    ours = Database(memory=True, execute_plugins=False)
    later = [migration.name for migration in migrations.pending(ours)][applied:]
    migrations.apply(ours, stop_before=later[:1])
    return _objects(ours)


def _objects(db: Database) -> dict[str, str]:
    """`table pages` and the like, with the SQL that made them; what SQLite keeps for itself left out."""
    rows = db.query("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {f"{row['type']} {row['name']}": row["sql"] for row in rows}


def known_migrations() -> frozenset[str]:
    """The names of all that this program knows: those that an empty database still waits for."""
    return frozenset(migration.name for migration in migrations.pending(Database(memory=True, execute_plugins=False)))


# Comments inside a CREATE TABLE are kept by SQLite: `.schema` shows them.
_TABLES = """
CREATE TABLE pages (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    watched INTEGER NOT NULL DEFAULT 0 CHECK (watched IN (0, 1)),  -- 0: not, or no longer, in the configuration
    next_due_at TEXT,
    current_version_id INTEGER REFERENCES versions (id),
    good_snapshot_id INTEGER REFERENCES snapshots (id),  -- of the last check that read the page
    etag TEXT NOT NULL DEFAULT '',  -- as last sent with the page itself, never with a blocked one
    last_modified TEXT NOT NULL DEFAULT '',
    validators_url TEXT NOT NULL DEFAULT ''  -- final address of the response they came with
) STRICT;

CREATE TABLE bodies (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),  -- of the bytes before packing
    codec TEXT NOT NULL,
    size INTEGER NOT NULL,  -- bytes before packing
    stored BLOB NOT NULL
) STRICT;

CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id),
    fetched_at TEXT NOT NULL,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL CHECK (json_valid(headers)),  -- [[name, value], ...] of the response, without cookies
    hops TEXT NOT NULL CHECK (json_valid(hops)),  -- [[url, status, location], ...]
    body_sha256 TEXT NOT NULL REFERENCES bodies (sha256),
    size INTEGER NOT NULL
) STRICT;

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id),
    number INTEGER NOT NULL CHECK (number > 0),
    snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
    seen_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('first', 'changed', 'returned')),
    significance TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    updated TEXT,  -- dates as the page states them
    effective TEXT,
    url TEXT NOT NULL,
    encoding TEXT NOT NULL,
    damage INTEGER NOT NULL,  -- characters that could not be decoded
    partial INTEGER NOT NULL CHECK (partial IN (0, 1)),  -- 1: the parser gave up before the end
    words INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    settings_key TEXT NOT NULL,
    previous_id INTEGER REFERENCES versions (id),
    returned_to INTEGER REFERENCES versions (id),
    UNIQUE (page_id, number)
) STRICT;

CREATE TABLE sections (
    version_id INTEGER NOT NULL REFERENCES versions (id),
    position INTEGER NOT NULL,
    level INTEGER NOT NULL,
    heading TEXT NOT NULL,
    number TEXT NOT NULL,
    path TEXT NOT NULL CHECK (json_valid(path)),
    anchor TEXT NOT NULL,
    topic TEXT NOT NULL,
    PRIMARY KEY (version_id, position)
) STRICT;

CREATE TABLE blocks (
    version_id INTEGER NOT NULL,
    section INTEGER NOT NULL,  -- sections.position
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    depth INTEGER NOT NULL,
    text TEXT NOT NULL,
    links TEXT NOT NULL CHECK (json_valid(links)),  -- [[text, target], ...]
    PRIMARY KEY (version_id, section, position),
    FOREIGN KEY (version_id, section) REFERENCES sections (version_id, position)
) STRICT;

CREATE TABLE changes (
    version_id INTEGER NOT NULL REFERENCES versions (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    section TEXT NOT NULL CHECK (json_valid(section)),
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    edits TEXT NOT NULL CHECK (json_valid(edits)),  -- [[keep|delete|insert, text], ...]
    significance TEXT NOT NULL,
    heading INTEGER NOT NULL CHECK (heading IN (0, 1)),
    before_at INTEGER,
    after_at INTEGER,
    PRIMARY KEY (version_id, position)
) STRICT;

CREATE TABLE facts (
    version_id INTEGER NOT NULL REFERENCES versions (id),
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    op TEXT NOT NULL,
    value_before TEXT NOT NULL,
    value_after TEXT NOT NULL,
    quote_before TEXT NOT NULL,
    quote_after TEXT NOT NULL,
    section TEXT NOT NULL CHECK (json_valid(section)),
    rule TEXT NOT NULL,
    significance TEXT NOT NULL,
    PRIMARY KEY (version_id, position)
) STRICT;

CREATE TABLE checks (
    id INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id),
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('first', 'unchanged', 'changed', 'returned', 'inaccessible')),
    reason TEXT,
    evidence TEXT,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER,
    hops TEXT NOT NULL CHECK (json_valid(hops)),
    size INTEGER,
    body_sha256 TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    snapshot_id INTEGER REFERENCES snapshots (id),
    version_id INTEGER REFERENCES versions (id),  -- in force after this check
    origin TEXT NOT NULL,
    reader_version INTEGER NOT NULL,
    program_version TEXT NOT NULL
) STRICT;
"""

_REREADS = """
CREATE TABLE rereads (
    id INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id),
    version_id INTEGER NOT NULL REFERENCES versions (id),
    snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),  -- the last one that was read as this version
    reread_at TEXT NOT NULL,
    reader_before INTEGER NOT NULL,
    reader_after INTEGER NOT NULL,
    settings_before TEXT NOT NULL,  -- select and remove
    settings_after TEXT NOT NULL,
    text_sha256_before TEXT NOT NULL,
    text_sha256_after TEXT NOT NULL,
    words_before INTEGER NOT NULL,
    words_after INTEGER NOT NULL,
    significance TEXT NOT NULL,  -- of what differs between the two readings
    differences INTEGER NOT NULL,
    changes TEXT NOT NULL CHECK (json_valid(changes))  -- the first of them
) STRICT;

CREATE INDEX rereads_by_page ON rereads (page_id, id);

CREATE TRIGGER rereads_are_not_updated BEFORE UPDATE ON rereads
BEGIN SELECT RAISE(ABORT, 'rereads are append-only'); END;

CREATE TRIGGER rereads_are_not_deleted BEFORE DELETE ON rereads
BEGIN SELECT RAISE(ABORT, 'rereads are append-only'); END;

CREATE TRIGGER rereads_are_not_replaced BEFORE INSERT ON rereads
WHEN EXISTS (SELECT 1 FROM rereads WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'rereads are append-only'); END;
"""

_INDEXES = """
CREATE INDEX checks_by_page ON checks (page_id, started_at);
CREATE INDEX checks_by_time ON checks (started_at);
CREATE INDEX snapshots_by_page ON snapshots (page_id);
CREATE INDEX versions_by_page_time ON versions (page_id, seen_at);
CREATE INDEX versions_by_time ON versions (seen_at);
CREATE INDEX versions_by_text ON versions (page_id, text_sha256);
"""

# The insert trigger stands against INSERT OR REPLACE, which deletes without firing delete triggers by default.
_TRIGGERS = """
CREATE TRIGGER checks_are_not_updated BEFORE UPDATE ON checks
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;

CREATE TRIGGER checks_are_not_deleted BEFORE DELETE ON checks
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;

CREATE TRIGGER checks_are_not_replaced BEFORE INSERT ON checks
WHEN EXISTS (SELECT 1 FROM checks WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END;

CREATE TRIGGER snapshots_are_not_updated BEFORE UPDATE ON snapshots
BEGIN SELECT RAISE(ABORT, 'snapshots are never edited'); END;
"""

_FACT_LOG = """
    SELECT v.seen_at, v.page_id, p.name, v.number AS version, f.significance, f.type, f.about, f.op,
           f.value_before, f.value_after, f.direction, f.quote_before, f.quote_after,
           (SELECT group_concat(value, ' > ') FROM json_each(f.section)) AS section, f.rule, f.lexicon, f.places
    FROM facts f
    JOIN versions v ON v.id = f.version_id
    JOIN pages p ON p.id = v.page_id
    ORDER BY v.seen_at, v.id, f.position"""

_VIEWS = {
    "page_status": """
        SELECT p.id AS page_id, p.name, p.url, p.watched, p.paused, p.next_due_at,
               c.started_at AS last_check_at, c.outcome AS last_outcome, c.reason, c.evidence,
               v.number AS version, v.seen_at AS version_since, v.title, v.updated, v.words
        FROM pages p
        LEFT JOIN checks c ON c.id = (
            SELECT id FROM checks WHERE page_id = p.id ORDER BY started_at DESC, id DESC LIMIT 1)
        LEFT JOIN versions v ON v.id = p.current_version_id""",
    "current_text": """
        SELECT p.id AS page_id, p.name, v.number AS version, v.seen_at, s.position AS section, b.position,
               s.level, s.number, s.heading, b.kind, b.text
        FROM pages p
        JOIN versions v ON v.id = p.current_version_id
        JOIN sections s ON s.version_id = v.id
        LEFT JOIN blocks b ON b.version_id = s.version_id AND b.section = s.position
        ORDER BY p.id, s.position, b.position""",
    "change_log": """
        SELECT v.seen_at, v.page_id, p.name, v.number AS version, v.outcome, c.significance, c.kind,
               (SELECT group_concat(value, ' > ') FROM json_each(c.section)) AS section, c.before, c.after,
               v.snapshot_id, n.final_url, n.body_sha256
        FROM changes c
        JOIN versions v ON v.id = c.version_id
        JOIN pages p ON p.id = v.page_id
        JOIN snapshots n ON n.id = v.snapshot_id
        ORDER BY v.seen_at, v.id, c.position""",
}
