INSERT INTO hours (target_id, hour, changed, failed) VALUES (:target, :hour, :changed, :failed)
ON CONFLICT (target_id, hour) DO UPDATE
SET changed = hours.changed + excluded.changed, failed = hours.failed + excluded.failed;
