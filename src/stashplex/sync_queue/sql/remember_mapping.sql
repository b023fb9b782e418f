INSERT INTO mappings (target_id, roots, strays, learned_at)
VALUES (:target, :roots, :strays, :learned_at)
ON CONFLICT (target_id) DO UPDATE SET
    roots = excluded.roots,
    strays = excluded.strays,
    learned_at = excluded.learned_at;
