-- What the list of scenes shows and searches, and nothing else: it is read from end to end.
CREATE TABLE listed (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    scene_id INTEGER NOT NULL,
    ending TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (target_id, scene_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX listed_by_ending ON listed (target_id, ending);

-- Only we fold a text as it is searched: empty means that it is still to be done.
CREATE INDEX listed_unfolded ON listed (target_id, scene_id) WHERE folded = '';

INSERT INTO listed (target_id, scene_id, ending, folded)
SELECT target_id, scene_id, ending, '' FROM scenes;

-- The newest run of a kind is looked for once a second.
CREATE INDEX runs_by_kind ON runs (target_id, kind, id);

-- How many scenes ended in which hour since 1970: counted as they end, since the history is large.
CREATE TABLE hours (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    hour INTEGER NOT NULL,
    changed INTEGER NOT NULL CHECK (changed >= 0),
    failed INTEGER NOT NULL CHECK (failed >= 0),
    PRIMARY KEY (target_id, hour)
) STRICT, WITHOUT ROWID;
