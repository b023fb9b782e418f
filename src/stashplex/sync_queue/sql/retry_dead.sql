UPDATE jobs SET
    state = 'waiting',
    attempts = 0,
    begun = 0,
    put_at = :now,
    due_at = :now,
    moved_at = :now,
    missing_since = NULL,
    candidates = '[]',
    recovered = '',
    error_type = NULL,
    error_message = NULL,
    error_at = NULL
WHERE target_id = :target
    AND state = 'dead'
    AND (:error_type IS NULL OR error_type = :error_type)
    AND (:scenes IS NULL OR scene_id IN (SELECT value FROM json_each(:scenes)));
