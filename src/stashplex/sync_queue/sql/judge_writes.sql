UPDATE writes SET state = :state, judged_at = :now
WHERE target_id = :target AND id IN (SELECT value FROM json_each(:ids)) AND state = 'intended';
