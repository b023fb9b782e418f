SELECT field, count(*) AS items
FROM holdings
WHERE target_id = :target AND tag = '' AND found = 0 AND value <> ''
GROUP BY field;
