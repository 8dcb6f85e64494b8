"""Who is reached and who is left out: figures of a period from :class:`data.targeting.Families` and a program's key.

``SEMUA`` is "at least one program". Shares run from 0 to 1 and are missing where their denominator is 0. Results are
frames or frozen dataclasses; nothing here holds an identity.

===================== ================================================================================================
:mod:`.figures`       ``figures`` per desa, dusun, kecamatan or all; ``group_figures`` for women-headed families, lansia
                      and disabilitas; ``concentration_curve`` of one place
:mod:`.concentration` the formulas: concentration index, Wagstaff, Erreygers, CGH ratio
:mod:`.intervals`     ``intervals`` of the same figures by bootstrap
:mod:`.rates`         ``empirical_bayes``: rates of small desa drawn towards the mean
:mod:`.table`         ``targeting_table``: all figures per desa in one frame, for the indicators of table ``targeting``
:mod:`.score`         ``priority_score``: skor prioritas lokal, with its weights and how its ranks hang on them
:mod:`.alarms`        ``alarms``: figures that cannot well be true, each in a sentence
:mod:`.what_if`       ``what_if`` a quota, money or a cut by a rule of ``RULES``; ``compare`` rules side by side
:mod:`.per_desa`      one rate of each desa: raw, smoothed, how sure
:mod:`.hotspots`      ``hotspots`` of any figure per desa (local Moran), with ``neighbours_of`` the boundaries
===================== ================================================================================================
"""
