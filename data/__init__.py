"""WHAT IS KNOWN: the store, the reading and checking of office files, programs, exports."""
