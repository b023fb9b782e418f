UPDATE jobs SET lease_until = :now
WHERE state = 'running' AND lease_token = :token AND lease_until > :now;
