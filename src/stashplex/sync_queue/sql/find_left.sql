SELECT scene_id FROM jobs
WHERE target_id = :target AND (state = 'running' OR (state = 'waiting' AND due_at <= :now))
LIMIT 1;
