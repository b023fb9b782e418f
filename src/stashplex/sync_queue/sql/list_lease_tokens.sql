SELECT DISTINCT lease_token FROM jobs
WHERE state = 'running' AND (:target IS NULL OR target_id = :target);
