SELECT scene_id, changed, vanished, cleared
FROM touches
WHERE target_id = :target AND passed_at BETWEEN :earliest AND :latest
ORDER BY scene_id;
