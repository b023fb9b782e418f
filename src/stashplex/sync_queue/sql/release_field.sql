DELETE FROM undone WHERE target_id = :target AND item_id = :item AND field = :field;
