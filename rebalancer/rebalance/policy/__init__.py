"""What a person asks for: targets, what may be bought, the rules of trading; also as a file."""
