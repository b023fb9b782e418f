INSERT INTO sightings (target_id, kind, thing_id, stamp, stamped_at, seen_at, sure)
VALUES (:target, :kind, :thing, :stamp, :stamped_at, :seen_at, :sure)
ON CONFLICT (target_id, kind, thing_id) DO UPDATE SET
    stamp = excluded.stamp,
    stamped_at = excluded.stamped_at,
    seen_at = excluded.seen_at,
    sure = excluded.sure;
