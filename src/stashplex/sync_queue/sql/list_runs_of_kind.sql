SELECT id, kind, started_at, ended_at, counts FROM runs
WHERE target_id = :target AND kind = :kind AND id > :after AND ended_at IS NOT NULL
ORDER BY id DESC;
