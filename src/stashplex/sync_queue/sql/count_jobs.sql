-- State by state: each has an index of its own, and hardly a row of the table is read. The plus
-- keeps the planner from walking all jobs of the target for the few that run.
SELECT 'waiting' AS state, count(*) AS jobs FROM jobs WHERE target_id = :target AND state = 'waiting'
UNION ALL
SELECT 'running', count(*) FROM jobs WHERE +target_id = :target AND state = 'running'
UNION ALL
SELECT 'dead', count(*) FROM jobs WHERE target_id = :target AND state = 'dead';
