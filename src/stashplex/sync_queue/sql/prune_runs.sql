DELETE FROM runs
WHERE target_id = :target
    AND started_at < :before
    AND NOT EXISTS (SELECT 1 FROM writes WHERE writes.run_id = runs.id);
