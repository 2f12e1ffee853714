"""Charts that know no money and no markets: numbers in, a picture, a table and a file out."""
