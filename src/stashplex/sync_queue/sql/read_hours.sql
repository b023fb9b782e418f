SELECT hour, changed, failed FROM hours WHERE target_id = :target AND hour >= :since ORDER BY hour;
