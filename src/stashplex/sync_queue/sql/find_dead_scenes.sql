SELECT jobs.scene_id FROM jobs
LEFT JOIN listed ON listed.target_id = jobs.target_id AND listed.scene_id = jobs.scene_id
WHERE jobs.target_id = :target AND jobs.state = 'dead' AND jobs.scene_id > :after
    AND COALESCE(listed.folded, '') LIKE :first ESCAPE '!'
    AND COALESCE(listed.folded, '') LIKE :second ESCAPE '!'
    AND COALESCE(listed.folded, '') LIKE :third ESCAPE '!'
ORDER BY jobs.scene_id LIMIT :limit;
