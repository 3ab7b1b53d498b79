"""Describe, render and export briefing packs."""
