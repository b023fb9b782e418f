-- An item that no scene owns any more holds nothing back from anyone.
SELECT DISTINCT items.scene_id, undone.field
FROM undone
JOIN items ON items.target_id = undone.target_id AND items.item_id = undone.item_id
WHERE undone.target_id = :target
ORDER BY items.scene_id, undone.field;
