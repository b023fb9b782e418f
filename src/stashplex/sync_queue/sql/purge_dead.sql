DELETE FROM jobs
WHERE target_id = :target
    AND state = 'dead'
    AND (:error_type IS NULL OR error_type = :error_type)
    AND (:scenes IS NULL OR scene_id IN (SELECT value FROM json_each(:scenes)));
