"""Read, describe and check a Rakor's workbook."""
