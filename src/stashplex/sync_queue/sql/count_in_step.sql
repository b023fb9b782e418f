SELECT count(*) AS scenes
FROM scenes
WHERE target_id = :target AND ending IN ('changed', 'unchanged') AND items <> '[]';
