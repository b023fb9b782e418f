-- A job that waits wakes the workers of its target as soon as it is committed.

CREATE FUNCTION wake_workers() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('stashplex_work', TG_TABLE_SCHEMA || ' ' || NEW.target_id);
    RETURN NULL;
END
$$;

CREATE TRIGGER wake_workers AFTER INSERT OR UPDATE ON jobs
    FOR EACH ROW WHEN (NEW.state = 'waiting') EXECUTE FUNCTION wake_workers();
