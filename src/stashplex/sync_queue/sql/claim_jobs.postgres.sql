-- What another process is just moving is left to it; the row that becomes due wakes us again.
WITH due AS MATERIALIZED (
    SELECT id FROM jobs
    WHERE target_id = :target AND state = 'waiting' AND due_at <= :now
    ORDER BY priority DESC, due_at, id
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET state = 'running', lease_token = :token, lease_until = :lease_until, moved_at = :now
FROM due
WHERE jobs.id = due.id
RETURNING jobs.id, due_at, scene_id, lease_token, attempts, begun, priority, reason, run_id, put_at, missing_since;
