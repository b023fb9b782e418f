SELECT side, name, held, seen_at FROM sides WHERE target_id = :target ORDER BY side;
