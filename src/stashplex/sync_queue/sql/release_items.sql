DELETE FROM undone
WHERE target_id = :target AND item_id IN (SELECT value FROM json_each(:items));
