SELECT server, trouble, error_type, error_message, started_at, ended_at, probes, latest, step, next_probe_at
FROM outages
WHERE target_id = :target AND ended_at IS NULL
ORDER BY id;
