UPDATE jobs SET
    state = 'waiting',
    recovered = error_type,
    attempts = 0,
    begun = 0,
    put_at = :now,
    due_at = :now,
    moved_at = :now,
    missing_since = NULL,
    candidates = '[]',
    error_type = NULL,
    error_message = NULL,
    error_at = NULL
WHERE target_id = :target
    AND state = 'dead'
    AND recovered <> error_type
    AND scene_id IN (SELECT value FROM json_each(:scenes));
