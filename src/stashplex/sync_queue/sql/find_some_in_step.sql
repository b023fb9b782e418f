SELECT scene_id FROM scenes
WHERE target_id = :target AND ending IN ('changed', 'unchanged') AND items <> '[]'
LIMIT :limit;
