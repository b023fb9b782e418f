SELECT id, run_id, scene_id, item_id, field, before_value, after_value, locked_before, lock,
    thumb_before, wanted, undoes, theirs, state, intended_at
FROM writes
WHERE target_id = :target AND item_id IN (SELECT value FROM json_each(:items))
ORDER BY id;
