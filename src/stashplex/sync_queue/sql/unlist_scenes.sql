DELETE FROM listed
WHERE target_id = :target AND scene_id IN (SELECT value FROM json_each(:scenes));
