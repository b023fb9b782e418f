CREATE TABLE watches (
    target_id INTEGER PRIMARY KEY REFERENCES targets (id),
    newest TEXT NOT NULL,
    owed_at REAL NOT NULL,
    reconciled_at REAL NOT NULL
) STRICT;

CREATE TABLE sightings (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    kind TEXT NOT NULL CHECK (kind IN ('scene', 'performer', 'studio', 'tag', 'group')),
    thing_id INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    stamped_at REAL NOT NULL,
    seen_at REAL NOT NULL,
    sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
    PRIMARY KEY (target_id, kind, thing_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sightings_by_stamp ON sightings (target_id, stamped_at);
