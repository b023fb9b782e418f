SELECT jobs.scene_id, error_type, error_message, attempts, error_at, candidates, recovered,
    coalesce(title, '') AS title, coalesce(path, '') AS path
FROM jobs
LEFT JOIN scenes ON scenes.target_id = jobs.target_id AND scenes.scene_id = jobs.scene_id
WHERE jobs.target_id = :target
    AND state = 'dead'
    AND (:error_type IS NULL OR error_type = :error_type)
    AND (:scenes IS NULL OR jobs.scene_id IN (SELECT value FROM json_each(:scenes)))
ORDER BY error_at DESC, jobs.scene_id
LIMIT coalesce(:limit, 9223372036854775807);
