SELECT scene_id FROM jobs
WHERE target_id = :target
    AND state <> 'dead'
    AND scene_id IN (SELECT value FROM json_each(:scenes));
