"""What a user reads: the terminal table, the page and its charts. Reads comparisons; computes nothing."""
