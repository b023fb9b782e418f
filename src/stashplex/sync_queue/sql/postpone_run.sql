UPDATE jobs SET
    due_at = :until,
    error_type = :error_type,
    error_message = :error_message,
    error_at = :now,
    moved_at = :now
WHERE target_id = :target AND run_id = :run AND state = 'waiting' AND due_at <= :now;
