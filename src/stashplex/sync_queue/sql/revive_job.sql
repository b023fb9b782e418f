UPDATE jobs SET
    state = 'waiting',
    priority = :priority,
    reason = :reason,
    run_id = :run,
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
WHERE target_id = :target AND scene_id = :scene AND state = 'dead';
