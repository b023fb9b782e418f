SELECT state, count(*) AS jobs FROM jobs WHERE target_id = :target GROUP BY state;
