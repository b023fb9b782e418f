SELECT scene_id FROM listed WHERE target_id = :target AND folded = '' LIMIT :limit;
