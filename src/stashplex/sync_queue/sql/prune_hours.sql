DELETE FROM hours WHERE target_id = :target AND hour < :before;
