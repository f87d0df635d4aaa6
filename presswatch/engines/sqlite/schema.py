"""The tables, and which version of them a file has.

`PRAGMA user_version` holds the version of the tables (upper half) and a fingerprint of the tokeniser (lower half): what
it makes of a text in many languages. Where the fingerprint is another than this program's, the articles are indexed
again when the file is opened, in one transaction; so it is enough to change the tokeniser, or to install another
Snowball, for the index to follow.

`articles` holds every version of every article, each under a number `n` of its own, and `tokens` is an FTS5 index of
the newest ones under the same numbers. Both only ever grow: a new version gets a new `n`, and a search looks at the
newest versions only. So the index never has to be told which tokens to forget, which a contentless one (without a copy
of the tokens, here less than half the size) could only do if the tokeniser still gave the very same ones.
"""

# ruff: noqa: S608 - what is put into SQL here are lists of columns and conditions of this package; values are bound

from __future__ import annotations

from presswatch.engines.sqlite.database import Database
from presswatch.engines.sqlite.rows import COLUMNS, article_of
from presswatch.engines.sqlite.streams import fingerprint, streams
from presswatch.errors import ConfigurationError

SCHEMA = 6
_APPLICATION = 0x50574348  # "PWCH", in PRAGMA application_id: the file is ours

TOKENS = """
CREATE VIRTUAL TABLE tokens USING fts5(
    title_folded, title_cased, title_stemmed, text_folded, text_cased, text_stemmed,
    content = '', columnsize = 0, tokenize = 'ascii'
)
"""

# What makes tables of the version before those of this one.
_UPGRADES = {
    2: ("ALTER TABLE sources ADD COLUMN lying INTEGER NOT NULL DEFAULT 0",),
    3: ("ALTER TABLE articles ADD COLUMN removed_at INTEGER",),
    4: (
        "ALTER TABLE articles ADD COLUMN first_published_by TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN adds TEXT NOT NULL DEFAULT '[]'",
    ),
    5: ("ALTER TABLE articles ADD COLUMN also_in TEXT NOT NULL DEFAULT '[]'",),
    6: (
        "ALTER TABLE looks ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE looks ADD COLUMN links TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE looks ADD COLUMN refused TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE articles ADD COLUMN section TEXT NOT NULL DEFAULT ''",
    ),
}

INSERT_TOKENS = """
INSERT INTO tokens (rowid, title_folded, title_cased, title_stemmed, text_folded, text_cased, text_stemmed)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

# Times are microseconds since 1970, lists are JSON. What searches look at comes first, before the long texts.
_TABLES = (
    """
CREATE TABLE articles (
    n INTEGER PRIMARY KEY,
    newest INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    story TEXT NOT NULL,
    copy_of TEXT NOT NULL,
    link TEXT NOT NULL,
    published_at INTEGER,
    published_by TEXT NOT NULL,
    authors TEXT NOT NULL,
    read_by TEXT NOT NULL,
    canonical_hint TEXT NOT NULL,
    alerts INTEGER NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    topics TEXT NOT NULL,
    people TEXT NOT NULL,
    offices TEXT NOT NULL,
    organisations TEXT NOT NULL,
    countries TEXT NOT NULL,
    mentions TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    removed_at INTEGER,
    first_published_by TEXT NOT NULL DEFAULT '',
    adds TEXT NOT NULL DEFAULT '[]',
    also_in TEXT NOT NULL DEFAULT '[]',
    section TEXT NOT NULL DEFAULT '',
    UNIQUE (id, version)
)""",
    "CREATE UNIQUE INDEX articles_newest ON articles (id) WHERE newest",
    "CREATE INDEX articles_by_time ON articles (first_seen_at, id) WHERE newest",
    "CREATE INDEX articles_by_story ON articles (story, first_seen_at) WHERE newest",
    "CREATE INDEX articles_by_source ON articles (source) WHERE newest",
    "CREATE INDEX articles_unmatched ON articles (fetched_at, n) WHERE newest AND NOT matched",
    "CREATE TABLE article_keywords (keyword TEXT, n INTEGER, PRIMARY KEY (keyword, n)) WITHOUT ROWID",
    TOKENS,
    """
CREATE TABLE alerts (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    story TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    why TEXT NOT NULL
)""",
    "CREATE INDEX alerts_by_time ON alerts (created_at, id)",
    "CREATE INDEX alerts_by_rule ON alerts (rule, created_at, id)",
    """
CREATE TABLE alert_articles (
    n INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    article TEXT NOT NULL,
    UNIQUE (alert, article)
)""",
    """
CREATE TABLE deliveries (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    alert TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER,
    sent_at INTEGER,
    error TEXT NOT NULL
)""",
    "CREATE INDEX deliveries_by_alert ON deliveries (alert)",
    "CREATE INDEX deliveries_open ON deliveries (due_at, n) WHERE state IN ('waiting', 'sending')",
    """
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    last_fetch_at INTEGER NOT NULL,
    last_new_at INTEGER,
    next_due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    links TEXT NOT NULL,
    error TEXT NOT NULL,
    lying INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID""",
    # The looks of the last weeks: one that is reported twice counts once. Of one that another engine recorded only the
    # time is known, and the outcome is "".
    """
CREATE TABLE looks (
    source TEXT,
    at INTEGER,
    outcome TEXT NOT NULL DEFAULT '',
    links TEXT NOT NULL DEFAULT '{}',
    refused TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (source, at)
) WITHOUT ROWID""",
    """
CREATE TABLE quarantine (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID""",
)


def prepare(database: Database) -> None:
    """Make the tables of a new file, bring those of an older one up to date, and make the index anew where the
    tokeniser has changed.

    Raises `ConfigurationError` for a file of a newer presswatch, or of another program.
    """
    found = _versions(database)
    database.use_wal()
    if found == (SCHEMA, fingerprint()):
        return
    with database.writing():
        schema, tokeniser = _versions(database)  # another process may have been quicker
        if schema == 0:
            for statement in _TABLES:
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
        else:
            for version in range(schema + 1, SCHEMA + 1):
                for statement in _UPGRADES[version]:
                    database.execute(statement)
            if tokeniser != fingerprint():
                index_again(database)
        database.execute(f"PRAGMA user_version = {SCHEMA << 16 | fingerprint()}")


def _versions(database: Database) -> tuple[int, int]:
    """The versions of the tables and of the tokeniser that the file has; zeros for a new file."""
    if not database.number("SELECT count(*) FROM sqlite_schema"):
        return 0, 0
    schema, tokeniser = divmod(database.number("PRAGMA user_version"), 1 << 16)
    if database.number("PRAGMA application_id") != _APPLICATION or schema < 1:
        raise ConfigurationError(f"{database.path} is the database of another program")
    if schema > SCHEMA:
        raise ConfigurationError(
            f"{database.path} was written by a newer presswatch (its tables are version {schema}, this one knows up "
            f"to {SCHEMA}): install that one, or point PRESSWATCH_DATA at another folder"
        )
    return schema, tokeniser


def index_again(database: Database) -> None:
    """Make the token index anew from the newest versions of all articles. Within a transaction."""
    database.execute("DROP TABLE tokens")
    database.execute(TOKENS)
    newest = f"SELECT n, {COLUMNS} FROM articles WHERE newest ORDER BY n"
    database.executemany(INSERT_TOKENS, ((row[0], *streams(article_of(row[1:]))) for row in database.execute(newest)))
