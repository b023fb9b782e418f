UPDATE jobs SET
    state = 'waiting',
    again = 0,
    attempts = CASE again WHEN 1 THEN 0 ELSE attempts END,
    begun = CASE again WHEN 1 THEN 0 ELSE begun END,
    due_at = CASE WHEN due_at < :now THEN due_at ELSE :now END,
    moved_at = :now,
    lease_token = NULL,
    lease_until = NULL
WHERE state = 'running'
    AND (:target IS NULL OR target_id = :target)
    AND (:all_leases = 1 OR lease_until <= :now);
