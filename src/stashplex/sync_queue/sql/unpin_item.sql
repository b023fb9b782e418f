DELETE FROM pins
WHERE target_id = :target AND scene_id = :scene AND item_id = :item;
