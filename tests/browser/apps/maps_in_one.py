"""All public functions of ``geo.maps`` under one name, for short test pages."""

from geo.maps.base import base_map
from geo.maps.classes import classify, quantile_limits
from geo.maps.density import clusters, density, hex_counts
from geo.maps.layers import bivariate, choropleth, tips, title
from geo.maps.legend import Mark, bivariate_legend, dots_legend, sequential_legend, trips_legend
from geo.maps.palette import SEQUENTIAL, SEQUENTIAL_AID
from geo.maps.points import DotStyle, families, settlements
from geo.maps.trips import chosen_trip, trips, vehicle_colours

__all__ = [
    "SEQUENTIAL", "SEQUENTIAL_AID", "DotStyle", "Mark", "base_map", "bivariate", "bivariate_legend", "choropleth",
    "chosen_trip", "classify", "clusters", "density", "dots_legend", "families", "hex_counts", "quantile_limits",
    "sequential_legend", "settlements", "tips", "title", "trips", "trips_legend", "vehicle_colours",
]  # fmt: skip
