DELETE FROM sightings WHERE target_id = :target AND stamped_at < :before;
