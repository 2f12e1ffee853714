"""What stands on each sheet of the workbook; one module a sheet."""
