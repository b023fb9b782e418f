-- The longest word is looked for first: where it is not, nothing else of a row is looked at.
SELECT scene_id FROM listed
WHERE target_id = :target AND scene_id > :after
    AND folded LIKE :first ESCAPE '!' AND folded LIKE :second ESCAPE '!'
    AND folded LIKE :third ESCAPE '!' AND (:ending = '' OR ending = :ending)
ORDER BY scene_id LIMIT :limit;
