INSERT INTO outages (
    target_id, server, trouble, error_type, error_message, started_at, probes, latest, step, next_probe_at
)
VALUES (
    :target, :server, :trouble, :error_type, :error_message, :started_at, :probes, :latest, :step, :next_probe_at
)
ON CONFLICT (target_id, server) WHERE ended_at IS NULL DO UPDATE SET
    trouble = excluded.trouble,
    error_type = excluded.error_type,
    error_message = excluded.error_message,
    probes = excluded.probes,
    latest = excluded.latest,
    step = excluded.step,
    next_probe_at = excluded.next_probe_at;
