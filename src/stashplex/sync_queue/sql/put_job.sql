INSERT INTO jobs (target_id, scene_id, state, priority, reason, run_id, put_at, due_at, moved_at)
VALUES (:target, :scene, 'waiting', :priority, :reason, :run, :now, :now, :now)
ON CONFLICT (target_id, scene_id) DO UPDATE SET
    again = CASE jobs.state WHEN 'running' THEN 1 ELSE 0 END,
    priority = CASE WHEN jobs.priority > excluded.priority THEN jobs.priority ELSE excluded.priority END,
    reason = excluded.reason,
    run_id = coalesce(excluded.run_id, jobs.run_id),
    -- since when the oldest change nobody has looked at waits
    put_at = CASE WHEN jobs.state = 'running' AND jobs.again = 0 THEN excluded.put_at ELSE jobs.put_at END,
    due_at = CASE WHEN jobs.due_at < excluded.due_at THEN jobs.due_at ELSE excluded.due_at END,
    moved_at = excluded.moved_at
WHERE jobs.state <> 'dead';
