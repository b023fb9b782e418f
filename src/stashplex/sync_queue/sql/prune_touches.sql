DELETE FROM touches
WHERE target_id = :target AND passed_at NOT BETWEEN :earliest AND :latest;
