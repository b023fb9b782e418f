DELETE FROM scans
WHERE target_id = :target AND wanted = 0 AND asked_at <= :hour_ago;
