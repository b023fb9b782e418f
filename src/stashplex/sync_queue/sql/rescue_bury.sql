UPDATE jobs SET
    state = 'dead',
    moved_at = :now,
    lease_token = NULL,
    lease_until = NULL,
    error_type = :error_type,
    error_message = :error_message,
    error_at = :now
WHERE state = 'running'
    AND (:target IS NULL OR target_id = :target)
    AND (:all_leases = 1 OR lease_until <= :now)
    AND begun >= :most_begun
    AND again = 0;
