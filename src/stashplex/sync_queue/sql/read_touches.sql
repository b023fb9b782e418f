SELECT scene_id, changed, vanished, cleared
FROM touches
WHERE target_id = :target AND passed_at BETWEEN :earliest AND :latest
    AND (
        EXISTS (
            SELECT 1 FROM jobs
            WHERE jobs.target_id = touches.target_id AND jobs.scene_id = touches.scene_id
                AND jobs.state <> 'dead'
        )
        OR EXISTS (
            SELECT 1 FROM writes
            WHERE writes.target_id = touches.target_id AND writes.scene_id = touches.scene_id
                AND writes.intended_at BETWEEN :earliest AND :latest
        )
    )
ORDER BY scene_id;
