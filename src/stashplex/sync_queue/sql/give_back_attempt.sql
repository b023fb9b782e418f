UPDATE jobs SET
    attempts = CASE attempts WHEN 0 THEN 0 ELSE attempts - 1 END,
    due_at = CASE WHEN due_at < :now THEN due_at ELSE :now END,
    moved_at = :now
WHERE target_id = :target
    AND state = 'waiting'
    AND scene_id IN (SELECT value FROM json_each(:scenes));
