INSERT INTO scans (target_id, section_id, folder, wanted, asked_at)
VALUES (:target, :section, :folder, 1, 0)
ON CONFLICT (target_id, section_id, folder) DO UPDATE SET wanted = 1;
