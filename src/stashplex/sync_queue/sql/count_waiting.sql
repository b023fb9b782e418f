SELECT coalesce(error_type, '') AS error_type, count(*) AS jobs
FROM jobs
WHERE target_id = :target AND state = 'waiting'
GROUP BY error_type
ORDER BY jobs DESC, error_type;
