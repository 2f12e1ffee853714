"""What stands on each sheet of the workbook, a module each, and whether the sheets agree."""
