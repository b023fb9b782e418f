SELECT scene_id, title, path, updated_at, fingerprint, cover_sha1, cover_etag, ending, reason, confidence, evidence,
    items, left_alone, checked_at
FROM scenes
WHERE target_id = :target AND scene_id IN (SELECT value FROM json_each(:scenes));
