UPDATE jobs SET
    state = 'dead',
    attempts = attempts + 1,
    begun = 0,
    moved_at = :now,
    missing_since = :missing_since,
    candidates = :candidates,
    lease_token = NULL,
    lease_until = NULL,
    error_type = :error_type,
    error_message = :error_message,
    error_at = :now
WHERE target_id = :target AND scene_id = :scene AND lease_token = :token AND again = 0;
