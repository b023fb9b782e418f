UPDATE scans SET wanted = 0, asked_at = :now
WHERE target_id = :target
    AND (section_id, folder) = (
        SELECT section_id, folder FROM scans
        WHERE target_id = :target
            AND wanted = 1
            -- a moment in the future was told by a clock that has been set back since
            AND (asked_at <= :hour_ago OR asked_at > :now)
        ORDER BY asked_at, section_id, folder
        LIMIT 1
    )
    AND :most_a_minute > (
        SELECT count(*) FROM scans
        WHERE target_id = :target AND asked_at > :minute_ago AND asked_at <= :now
    )
RETURNING section_id, folder;
