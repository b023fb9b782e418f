-- No lease reaches further than this unless the clock went back.
UPDATE jobs SET lease_until = :lease_until
WHERE state = 'running'
    AND (:target IS NULL OR target_id = :target)
    AND lease_until > :lease_until;
