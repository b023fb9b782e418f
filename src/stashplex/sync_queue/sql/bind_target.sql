INSERT INTO targets (config_name, plex_identity, stash_identity, name, bound_at)
VALUES (:config_name, :plex_identity, :stash_identity, :name, :now)
RETURNING id;
