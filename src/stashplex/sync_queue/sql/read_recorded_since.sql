SELECT min(started_at) AS since
FROM (
    SELECT started_at FROM runs WHERE target_id = :target
    UNION ALL
    SELECT started_at FROM outages WHERE target_id = :target
) AS recorded;
