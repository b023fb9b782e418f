SELECT item_id, field, tag, value, shown, found, lock_ours, before_value
FROM holdings
WHERE target_id = :target AND item_id IN (SELECT value FROM json_each(:items))
ORDER BY item_id, field, tag;
