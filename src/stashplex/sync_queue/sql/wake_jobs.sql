UPDATE jobs SET
    state = CASE state WHEN 'running' THEN 'running' ELSE 'waiting' END,
    again = CASE state WHEN 'running' THEN 1 ELSE 0 END,
    attempts = CASE state WHEN 'dead' THEN 0 ELSE attempts END,
    begun = CASE state WHEN 'dead' THEN 0 ELSE begun END,
    due_at = CASE WHEN state <> 'dead' AND due_at < :now THEN due_at ELSE :now END,
    moved_at = :now
WHERE target_id = :target
    AND scene_id IN (SELECT value FROM json_each(:scenes))
    AND (state <> 'dead' OR error_type = 'NotInPlex');
