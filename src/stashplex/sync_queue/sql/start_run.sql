INSERT INTO runs (target_id, kind, started_at) VALUES (:target, :kind, :now) RETURNING id;
