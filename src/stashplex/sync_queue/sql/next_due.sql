SELECT min(due_at) AS due_at FROM jobs WHERE target_id = :target AND state = 'waiting';
