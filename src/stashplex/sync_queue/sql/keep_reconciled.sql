UPDATE watches SET reconciled_at = :began_at WHERE target_id = :target;
