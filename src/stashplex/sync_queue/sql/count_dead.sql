SELECT error_type, count(*) AS jobs
FROM jobs
WHERE target_id = :target AND state = 'dead'
GROUP BY error_type
ORDER BY jobs DESC, error_type;
