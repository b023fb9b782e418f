SELECT item_id, field, wanted
FROM undone
WHERE target_id = :target AND item_id IN (SELECT value FROM json_each(:items))
ORDER BY item_id, field, write_id;
