SELECT 1 AS held FROM holdings WHERE target_id = :target LIMIT :limit;
