SELECT id, kind, started_at, ended_at, counts FROM runs WHERE target_id = :target AND id = :run;
