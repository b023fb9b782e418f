SELECT id, config_name, plex_identity, stash_identity, name FROM targets ORDER BY id;
