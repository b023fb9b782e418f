INSERT INTO touches (target_id, scene_id, changed, vanished, cleared, passed_at)
VALUES (:target, :scene, :changed, :vanished, :cleared, :now)
ON CONFLICT (target_id, scene_id) DO UPDATE SET
    changed = excluded.changed,
    vanished = excluded.vanished,
    cleared = excluded.cleared,
    passed_at = excluded.passed_at;
