"""Draws maps with folium, without the internet; knows places and numbers, nothing of bansos."""
