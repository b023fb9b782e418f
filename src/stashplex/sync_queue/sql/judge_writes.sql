-- The plus keeps the planner on the ids: by target it would walk every write there is.
UPDATE writes SET state = :state, judged_at = :now
WHERE id IN (SELECT value FROM json_each(:ids)) AND +target_id = :target AND state = 'intended';
