"""Proof that the aid arrived: what became of each parcel, the closing of trips, the papers of the SPJ, due dates."""
