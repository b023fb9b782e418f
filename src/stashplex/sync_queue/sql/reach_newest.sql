INSERT INTO watches (target_id, newest, owed_at, reconciled_at)
VALUES (:target, :newest, :now, 0)
ON CONFLICT (target_id) DO UPDATE SET newest = excluded.newest;
