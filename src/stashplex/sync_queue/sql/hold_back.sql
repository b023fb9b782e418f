INSERT INTO undone (target_id, item_id, field, write_id, wanted)
VALUES (:target, :item, :field, :write, :wanted)
ON CONFLICT (target_id, item_id, field, write_id) DO UPDATE SET wanted = excluded.wanted;
