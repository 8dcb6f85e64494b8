"""WHERE THINGS ARE: reading layers, reference systems, boundaries, places of points. Knows nothing of bansos."""
