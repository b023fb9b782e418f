DELETE FROM writes WHERE target_id = :target AND state <> 'intended' AND intended_at < :before;
