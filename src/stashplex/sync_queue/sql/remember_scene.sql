INSERT INTO scenes (
    target_id, scene_id, title, path, updated_at, fingerprint, cover_sha1, cover_etag, ending, reason,
    confidence, evidence, items, left_alone, checked_at
)
VALUES (
    :target, :scene, :title, :path, :updated_at, :fingerprint, :cover_sha1, :cover_etag, :ending, :reason,
    :confidence, :evidence, :items, :left_alone, :checked_at
)
ON CONFLICT (target_id, scene_id) DO UPDATE SET
    title = excluded.title,
    path = excluded.path,
    updated_at = excluded.updated_at,
    fingerprint = excluded.fingerprint,
    cover_sha1 = excluded.cover_sha1,
    cover_etag = excluded.cover_etag,
    ending = excluded.ending,
    reason = excluded.reason,
    confidence = excluded.confidence,
    evidence = excluded.evidence,
    items = excluded.items,
    left_alone = excluded.left_alone,
    checked_at = excluded.checked_at;
