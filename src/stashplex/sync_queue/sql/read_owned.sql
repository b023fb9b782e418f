SELECT scene_id, item_id FROM items
WHERE target_id = :target AND scene_id IN (SELECT value FROM json_each(:scenes))
ORDER BY scene_id, item_id;
