INSERT INTO listed (target_id, scene_id, ending, folded) VALUES (:target, :scene, :ending, :folded)
ON CONFLICT (target_id, scene_id) DO UPDATE SET ending = excluded.ending, folded = excluded.folded;
