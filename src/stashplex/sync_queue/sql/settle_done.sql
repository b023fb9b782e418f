DELETE FROM jobs
WHERE target_id = :target AND scene_id = :scene AND lease_token = :token AND again = 0;
