SELECT newest, owed_at, reconciled_at FROM watches WHERE target_id = :target;
