"""Roads, trails and rivers: read, diagnosed, mended, and how long the way over them takes."""
