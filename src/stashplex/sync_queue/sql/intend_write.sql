INSERT INTO writes (
    target_id, run_id, scene_id, item_id, field, before_value, after_value,
    locked_before, lock, thumb_before, state, intended_at
)
VALUES (
    :target, :run, :scene, :item, :field, :before, :after,
    :locked_before, :lock, :thumb_before, 'intended', :now
)
RETURNING id;
