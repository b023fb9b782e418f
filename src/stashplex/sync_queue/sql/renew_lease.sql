UPDATE jobs SET lease_until = :lease_until, begun = begun + :begins
WHERE target_id = :target AND scene_id = :scene AND lease_token = :token;
