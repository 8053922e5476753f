"""Results on disk: what is stored, how it is written and resumed, and how it is read back."""
