SELECT scene_id FROM jobs
WHERE target_id = :target
    AND (state = 'waiting' AND missing_since IS NOT NULL OR state = 'dead' AND error_type = 'NotInPlex')
ORDER BY scene_id;
