SELECT roots, strays, learned_at
FROM mappings
WHERE target_id = :target;
