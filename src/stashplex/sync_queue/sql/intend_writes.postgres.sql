-- Ids are given in the order of the list.
INSERT INTO writes (
    target_id, run_id, scene_id, item_id, field, before_value, after_value,
    locked_before, lock, thumb_before, wanted, undoes, theirs, state, intended_at
)
SELECT
    :target,
    (one ->> 'run')::bigint,
    (one ->> 'scene')::bigint,
    (one ->> 'item')::bigint,
    one ->> 'field',
    one ->> 'before',
    one ->> 'after',
    (one ->> 'locked_before')::bigint,
    (one ->> 'lock')::bigint,
    one ->> 'thumb_before',
    one ->> 'wanted',
    (one ->> 'undoes')::bigint,
    (one ->> 'theirs')::bigint,
    'intended',
    :now
FROM json_array_elements(:writes::json) WITH ORDINALITY AS list (one, place)
ORDER BY place
RETURNING id;
