-- What each indicator is to reach, from when on.
SELECT indicator, from_period, target, source FROM monev_target ORDER BY indicator, from_period;
