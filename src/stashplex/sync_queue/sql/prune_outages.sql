DELETE FROM outages WHERE target_id = :target AND ended_at < :before;
