"""What stashplex promises: pure rules, without network, disk, threads, clock or randomness."""
