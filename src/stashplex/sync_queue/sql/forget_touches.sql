DELETE FROM touches WHERE target_id = :target;
