"""What is done with a job: claim, process, settle, summarise."""
