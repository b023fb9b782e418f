-- Ids are given in the order of the list.
INSERT INTO writes (
    target_id, run_id, scene_id, item_id, field, before_value, after_value,
    locked_before, lock, thumb_before, wanted, undoes, theirs, state, intended_at
)
SELECT
    :target,
    json_extract(value, '$.run'),
    json_extract(value, '$.scene'),
    json_extract(value, '$.item'),
    json_extract(value, '$.field'),
    json_extract(value, '$.before'),
    json_extract(value, '$.after'),
    json_extract(value, '$.locked_before'),
    json_extract(value, '$.lock'),
    json_extract(value, '$.thumb_before'),
    json_extract(value, '$.wanted'),
    json_extract(value, '$.undoes'),
    json_extract(value, '$.theirs'),
    'intended',
    :now
FROM json_each(:writes)
RETURNING id;
