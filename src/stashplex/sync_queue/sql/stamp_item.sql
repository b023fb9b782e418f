INSERT INTO items (target_id, item_id, section_id, scene_id, updated_at, thumb)
VALUES (:target, :item, :section, :scene, :updated_at, :thumb)
ON CONFLICT (target_id, item_id) DO UPDATE SET
    section_id = excluded.section_id,
    scene_id = excluded.scene_id,
    updated_at = excluded.updated_at,
    thumb = excluded.thumb;
