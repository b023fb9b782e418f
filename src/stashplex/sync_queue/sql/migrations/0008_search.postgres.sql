-- A text that few scenes show is found without reading all of them, wherever the server may keep
-- trigrams: that is an extension of PostgreSQL's own, and a server without it still finds all.

DO $$
DECLARE
    home TEXT;
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    SELECT nspname INTO STRICT home
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    WHERE extname = 'pg_trgm';
    EXECUTE format(
        'CREATE INDEX listed_by_trigram ON listed USING gin (folded %I.gin_trgm_ops)', home
    );
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'stashplex searches without trigrams: %', SQLERRM;
END
$$;
