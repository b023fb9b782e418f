SELECT thing_id, stamp, seen_at, sure FROM sightings
WHERE target_id = :target AND kind = :kind AND thing_id IN (SELECT value FROM json_each(:things));
