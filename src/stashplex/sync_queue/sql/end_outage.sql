-- A clock that was set back since makes no outage of less than nothing.
UPDATE outages SET ended_at = CASE WHEN started_at > :now THEN started_at ELSE :now END
WHERE target_id = :target AND server = :server AND ended_at IS NULL;
