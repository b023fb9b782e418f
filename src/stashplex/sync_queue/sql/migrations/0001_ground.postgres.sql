-- What the common SQL expects of a database, under the names it has in SQLite.

CREATE FUNCTION json_valid(content TEXT) RETURNS BOOLEAN LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM content::json;
    RETURN TRUE;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN FALSE;
END
$$;

-- The numbers of a list.
CREATE FUNCTION json_each(list TEXT) RETURNS TABLE (value BIGINT) LANGUAGE sql IMMUTABLE AS $$
    SELECT one::bigint FROM json_array_elements_text(list::json) AS one
$$;
