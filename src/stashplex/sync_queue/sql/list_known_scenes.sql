SELECT scene_id FROM scenes WHERE target_id = :target
UNION
SELECT scene_id FROM items WHERE target_id = :target
UNION
SELECT scene_id FROM jobs WHERE target_id = :target
ORDER BY scene_id;
