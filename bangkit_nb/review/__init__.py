"""Review: the log of judgements and decisions, its fold, its store and its screen."""
