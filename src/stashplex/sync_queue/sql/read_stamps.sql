SELECT item_id, section_id, scene_id, updated_at, thumb
FROM items
WHERE target_id = :target AND item_id IN (SELECT value FROM json_each(:items));
