CREATE TABLE outages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    server TEXT NOT NULL CHECK (server IN ('Plex', 'Stash')),
    trouble TEXT NOT NULL CHECK (trouble IN ('outage', 'credentials', 'incompatible')),
    error_type TEXT NOT NULL CHECK (error_type <> ''),
    error_message TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    probes INTEGER NOT NULL CHECK (probes >= 0),
    latest TEXT NOT NULL,
    step INTEGER NOT NULL CHECK (step >= 0),
    next_probe_at REAL NOT NULL
) STRICT;

-- The row without an end is the breaker of that server: there is one.
CREATE UNIQUE INDEX outages_going_on ON outages (target_id, server) WHERE ended_at IS NULL;
CREATE INDEX outages_of_target ON outages (target_id, started_at);
