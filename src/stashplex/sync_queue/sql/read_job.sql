SELECT scene_id, state, again, priority, reason, run_id, attempts, begun, put_at, due_at, missing_since,
    lease_until, error_type, error_message, error_at
FROM jobs
WHERE target_id = :target AND scene_id = :scene;
