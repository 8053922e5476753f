"""The brief: one decision, from the answers of a study and its comparison to sentences, tables, pages and files."""
