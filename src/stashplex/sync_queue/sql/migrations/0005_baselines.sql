CREATE TABLE touches (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    scene_id INTEGER NOT NULL,
    changed INTEGER NOT NULL CHECK (changed IN (0, 1)),
    vanished INTEGER NOT NULL CHECK (vanished IN (0, 1)),
    cleared TEXT NOT NULL CHECK (json_valid(cleared)),
    passed_at REAL NOT NULL,
    PRIMARY KEY (target_id, scene_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sides (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    side TEXT NOT NULL CHECK (side <> ''),
    name TEXT NOT NULL,
    held INTEGER NOT NULL CHECK (held >= 0),
    seen_at REAL NOT NULL,
    PRIMARY KEY (target_id, side)
) STRICT, WITHOUT ROWID;
