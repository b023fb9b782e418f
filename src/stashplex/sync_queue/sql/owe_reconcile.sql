UPDATE watches SET owed_at = :now WHERE target_id = :target;
