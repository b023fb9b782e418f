SELECT scene_id FROM jobs
WHERE target_id = :target AND state = 'waiting' AND due_at <= :now
ORDER BY priority DESC, due_at, id;
