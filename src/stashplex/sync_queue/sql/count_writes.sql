-- The plus keeps the planner on the runs: by target it would walk every write there is.
SELECT run_id, state, count(*) AS writes
FROM writes
WHERE run_id IN (SELECT value FROM json_each(:runs)) AND +target_id = :target
GROUP BY run_id, state;
