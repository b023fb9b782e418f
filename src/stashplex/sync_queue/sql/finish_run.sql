UPDATE runs SET ended_at = :now, counts = :counts WHERE target_id = :target AND id = :run;
