UPDATE targets
SET plex_identity = :plex_identity, stash_identity = :stash_identity, name = :name, bound_at = :now
WHERE id = :id;
