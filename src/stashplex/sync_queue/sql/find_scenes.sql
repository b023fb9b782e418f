SELECT scene_id FROM listed
WHERE target_id = :target AND scene_id > :after AND (:ending = '' OR ending = :ending)
    AND folded LIKE :first ESCAPE '!' AND folded LIKE :second ESCAPE '!'
    AND folded LIKE :third ESCAPE '!'
ORDER BY scene_id LIMIT :limit;
