"""Bringing aid to where people live: stops, vehicles, trips, and a check of every plan."""
