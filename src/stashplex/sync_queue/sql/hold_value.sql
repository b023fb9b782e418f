INSERT INTO holdings (target_id, item_id, field, tag, value, shown, found, lock_ours, before_value)
VALUES (:target, :item, :field, :tag, :value, :shown, :found, :lock_ours, :before)
ON CONFLICT (target_id, item_id, field, tag) DO UPDATE SET
    value = excluded.value,
    shown = excluded.shown,
    found = excluded.found,
    lock_ours = excluded.lock_ours,
    before_value = excluded.before_value;
