"""What a person says about files of unknown layouts, guessed, kept and read."""
