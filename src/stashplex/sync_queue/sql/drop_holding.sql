DELETE FROM holdings
WHERE target_id = :target AND item_id = :item AND field = :field AND tag = :tag;
