SELECT scene_id, state, due_at, error_type FROM jobs
WHERE target_id = :target
    AND scene_id IN (SELECT value FROM json_each(:scenes));
