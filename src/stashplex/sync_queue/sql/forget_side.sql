DELETE FROM sides WHERE target_id = :target AND side = :side;
