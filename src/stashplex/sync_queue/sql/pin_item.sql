INSERT INTO pins (target_id, item_id, scene_id, pinned_at)
VALUES (:target, :item, :scene, :now)
ON CONFLICT (target_id, item_id) DO UPDATE SET
    scene_id = excluded.scene_id,
    pinned_at = excluded.pinned_at;
