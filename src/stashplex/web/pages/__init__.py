"""The pages: rendered here, kept fresh by a small module of ours."""
