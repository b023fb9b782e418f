CREATE TABLE pins (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    item_id INTEGER NOT NULL CHECK (item_id > 0),
    scene_id INTEGER NOT NULL CHECK (scene_id > 0),
    pinned_at REAL NOT NULL,
    PRIMARY KEY (target_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pins_of_scene ON pins (target_id, scene_id, item_id);

CREATE TABLE scans (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    section_id INTEGER NOT NULL,
    folder TEXT NOT NULL CHECK (folder <> ''),
    wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    asked_at REAL NOT NULL,
    PRIMARY KEY (target_id, section_id, folder)
) STRICT, WITHOUT ROWID;

CREATE INDEX scans_by_time ON scans (target_id, asked_at);

-- Of a dead letter: the items that could be meant, and the error that it was recovered from before.
ALTER TABLE jobs ADD COLUMN candidates TEXT NOT NULL DEFAULT '[]';
ALTER TABLE jobs ADD COLUMN recovered TEXT NOT NULL DEFAULT '';
