DELETE FROM sightings WHERE target_id = :target AND kind = :kind AND stamped_at < :before;
