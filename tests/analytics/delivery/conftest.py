"""Worlds of the delivery room."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.delivery.vehicles import check_vehicles
from geo.travel import TravelMatrix


@pytest.fixture
def fleet():
    """Make a checked fleet of rows like ``motor(count=2)``."""
    return lambda *rows: check_vehicles(pd.DataFrame(rows))


@pytest.fixture
def road():
    """One road: the depot at km 0, stop 1 at km 6 (20 minutes), stop 2 at km 9 (30 minutes)."""
    kilometre = np.array([0.0, 6.0, 9.0])
    return TravelMatrix(np.abs(kilometre[:, None] - kilometre[None, :]) * 1000, None, "jalan lurus")
