UPDATE jobs SET run_id = :run
WHERE target_id = :target
    AND state = 'waiting'
    AND due_at <= :now
    AND scene_id IN (SELECT value FROM json_each(:scenes));
