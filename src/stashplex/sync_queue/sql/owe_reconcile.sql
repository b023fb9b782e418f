UPDATE watches SET owed_at = :at WHERE target_id = :target;
