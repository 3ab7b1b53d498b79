"""Match village activities to the sub kegiatan of the Renja."""
