"""The set-up: what a person is asked, what is tested of it, and what is written in the end."""
