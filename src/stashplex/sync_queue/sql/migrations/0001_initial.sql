CREATE TABLE targets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    config_name TEXT NOT NULL UNIQUE,
    plex_identity TEXT NOT NULL UNIQUE CHECK (plex_identity <> ''),
    stash_identity TEXT NOT NULL,
    name TEXT NOT NULL,
    bound_at REAL NOT NULL
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    started_at REAL NOT NULL,
    ended_at REAL,
    counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts))
) STRICT;

CREATE INDEX runs_of_target ON runs (target_id, id);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    scene_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)),
    priority INTEGER NOT NULL,
    reason TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    begun INTEGER NOT NULL DEFAULT 0 CHECK (begun >= 0),
    put_at REAL NOT NULL,
    due_at REAL NOT NULL,
    moved_at REAL NOT NULL,
    missing_since REAL,
    lease_token TEXT,
    lease_until REAL,
    error_type TEXT CHECK (error_type <> ''),
    error_message TEXT,
    error_at REAL,
    UNIQUE (target_id, scene_id),
    CHECK ((state = 'running') = (lease_token IS NOT NULL)),
    CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
    CHECK (again = 0 OR state = 'running'),
    CHECK (state <> 'dead' OR error_type IS NOT NULL),
    CHECK ((error_type IS NULL) = (error_message IS NULL)),
    CHECK ((error_type IS NULL) = (error_at IS NULL))
) STRICT;

-- A claim walks these in order and stops at its limit; nothing is sorted.
CREATE INDEX jobs_due ON jobs (target_id, priority DESC, due_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_due_of_run ON jobs (target_id, run_id, priority DESC, due_at, id)
    WHERE state = 'waiting' AND run_id IS NOT NULL;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_dead ON jobs (target_id, error_type, error_at) WHERE state = 'dead';
CREATE INDEX jobs_of_run ON jobs (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE holdings (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    item_id INTEGER NOT NULL,
    field TEXT NOT NULL CHECK (field <> ''),
    tag TEXT NOT NULL,
    value TEXT NOT NULL,
    shown TEXT NOT NULL,
    found INTEGER NOT NULL CHECK (found IN (0, 1)),
    lock_ours INTEGER NOT NULL CHECK (lock_ours IN (0, 1)),
    before_value TEXT NOT NULL CHECK (json_valid(before_value)),
    PRIMARY KEY (target_id, item_id, field, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE writes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER REFERENCES runs (id),
    scene_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    field TEXT NOT NULL CHECK (field <> ''),
    before_value TEXT NOT NULL CHECK (json_valid(before_value)),
    after_value TEXT NOT NULL CHECK (json_valid(after_value)),
    locked_before INTEGER NOT NULL CHECK (locked_before IN (0, 1)),
    lock INTEGER CHECK (lock IN (0, 1)),
    thumb_before TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'proved', 'lost')),
    intended_at REAL NOT NULL,
    judged_at REAL,
    CHECK ((state = 'intended') = (judged_at IS NULL))
) STRICT;

CREATE INDEX writes_open ON writes (target_id, item_id, id) WHERE state = 'intended';
CREATE INDEX writes_of_scene ON writes (target_id, scene_id, id);
CREATE INDEX writes_of_run ON writes (run_id, id);

CREATE TABLE scenes (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    scene_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    path TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    cover_sha1 TEXT NOT NULL,
    cover_etag TEXT NOT NULL,
    ending TEXT NOT NULL,
    reason TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('', 'high', 'low')),
    evidence TEXT NOT NULL,
    items TEXT NOT NULL CHECK (json_valid(items)),
    left_alone TEXT NOT NULL CHECK (json_valid(left_alone)),
    checked_at REAL NOT NULL,
    PRIMARY KEY (target_id, scene_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    item_id INTEGER NOT NULL,
    section_id INTEGER NOT NULL,
    scene_id INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    thumb TEXT NOT NULL,
    PRIMARY KEY (target_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX items_of_scene ON items (target_id, scene_id, item_id);

CREATE TABLE mappings (
    target_id INTEGER PRIMARY KEY REFERENCES targets (id),
    roots TEXT NOT NULL CHECK (json_valid(roots)),
    strays INTEGER NOT NULL CHECK (strays >= 0),
    learned_at REAL NOT NULL
) STRICT;
