INSERT INTO scenes (
    target_id, scene_id, title, path, fingerprint, cover_sha1, cover_etag, ending, reason,
    confidence, evidence, items, checked_at
)
VALUES (
    :target, :scene, :title, :path, :fingerprint, :cover_sha1, :cover_etag, :ending, :reason,
    :confidence, :evidence, :items, :checked_at
)
ON CONFLICT (target_id, scene_id) DO UPDATE SET
    title = excluded.title,
    path = excluded.path,
    fingerprint = excluded.fingerprint,
    cover_sha1 = excluded.cover_sha1,
    cover_etag = excluded.cover_etag,
    ending = excluded.ending,
    reason = excluded.reason,
    confidence = excluded.confidence,
    evidence = excluded.evidence,
    items = excluded.items,
    checked_at = excluded.checked_at;
