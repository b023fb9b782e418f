SELECT id, run_id, scene_id, item_id, field, before_value, after_value, locked_before, lock,
    thumb_before, wanted, undoes, theirs, state, intended_at
FROM writes
WHERE target_id = :target AND scene_id = :scene
ORDER BY id DESC
LIMIT :limit;
