UPDATE jobs SET due_at = :now, moved_at = :now
WHERE target_id = :target AND state = 'waiting' AND error_type = :error_type AND due_at > :now;
