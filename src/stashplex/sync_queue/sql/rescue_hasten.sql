-- What moved in the future moved before the clock went back: it waits as long as it should from now.
UPDATE jobs SET due_at = :now + (due_at - moved_at), moved_at = :now
WHERE state = 'waiting'
    AND (:target IS NULL OR target_id = :target)
    AND moved_at > :now;
