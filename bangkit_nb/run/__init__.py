"""Run Rakor: notebooks by papermill, packs published, failures told."""
