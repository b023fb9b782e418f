UPDATE jobs SET
    state = 'waiting',
    again = 0,
    attempts = CASE WHEN again = 1 OR attempts < :give_back THEN 0 ELSE attempts - :give_back END,
    begun = CASE again WHEN 1 THEN 0 ELSE begun END,
    -- it keeps its place in the line
    due_at = CASE WHEN due_at < :now THEN due_at ELSE :now END,
    moved_at = :now,
    lease_token = NULL,
    lease_until = NULL
WHERE target_id = :target AND scene_id = :scene AND lease_token = :token;
