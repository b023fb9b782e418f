INSERT INTO sides (target_id, side, name, held, seen_at)
VALUES (:target, :side, :name, :held, :seen_at)
ON CONFLICT (target_id, side) DO UPDATE SET
    name = excluded.name,
    held = excluded.held,
    seen_at = excluded.seen_at;
