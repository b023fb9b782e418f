SELECT id, kind, started_at, ended_at, counts
FROM runs
WHERE target_id = :target
ORDER BY id DESC
LIMIT :limit;
