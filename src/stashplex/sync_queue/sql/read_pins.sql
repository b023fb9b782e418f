SELECT item_id, scene_id FROM pins
WHERE target_id = :target
ORDER BY item_id;
