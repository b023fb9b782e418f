SELECT ending, COUNT(*) AS scenes FROM listed WHERE target_id = :target GROUP BY ending;
