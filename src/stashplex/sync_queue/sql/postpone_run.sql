-- What failed and would soon be tried again waits as well; what waits for a file goes on doing so.
UPDATE jobs SET
    due_at = :until,
    error_type = :error_type,
    error_message = :error_message,
    error_at = :now,
    moved_at = :now
WHERE target_id = :target
    AND run_id = :run
    AND state = 'waiting'
    AND due_at < :until
    AND (due_at <= :now OR missing_since IS NULL);
