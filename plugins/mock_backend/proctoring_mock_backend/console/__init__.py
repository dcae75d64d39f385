"""A small page on which staff play the vendor by hand."""
