UPDATE jobs SET
    state = 'waiting',
    again = 0,
    attempts = 0,
    begun = 0,
    due_at = :now,
    moved_at = :now,
    missing_since = :missing_since,
    lease_token = NULL,
    lease_until = NULL,
    error_type = NULL,
    error_message = NULL,
    error_at = NULL
WHERE target_id = :target AND scene_id = :scene AND lease_token = :token AND again = 1;
