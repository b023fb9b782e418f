-- What Stash wanted when the write was made; NULL where an older version made it.
ALTER TABLE writes ADD COLUMN wanted TEXT CHECK (wanted IS NULL OR json_valid(wanted));
-- The write that this one undoes; a number alone, since the history is pruned.
ALTER TABLE writes ADD COLUMN undoes INTEGER;
-- 1 where it puts back what stood there before us, which is not ours from then on.
ALTER TABLE writes ADD COLUMN theirs INTEGER NOT NULL DEFAULT 0 CHECK (theirs IN (0, 1));

CREATE INDEX writes_of_item ON writes (target_id, item_id, id);

-- What Stash wanted where a write was undone: it is not written again while Stash wants the same.
CREATE TABLE undone (
    target_id INTEGER NOT NULL REFERENCES targets (id),
    item_id INTEGER NOT NULL,
    field TEXT NOT NULL CHECK (field <> ''),
    write_id INTEGER NOT NULL,
    wanted TEXT NOT NULL CHECK (json_valid(wanted)),
    PRIMARY KEY (target_id, item_id, field, write_id)
) STRICT, WITHOUT ROWID;
