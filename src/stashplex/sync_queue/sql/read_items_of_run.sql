SELECT item_id FROM writes WHERE target_id = :target AND run_id = :run GROUP BY item_id ORDER BY min(id);
