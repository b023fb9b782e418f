"""The two conversations; foreign errors become ours here and nowhere else."""
