"""What monev tells: satisfaction, complaints, indicators against their targets, needs, actions. Frames in, frames out.

Entry functions, each in the module named:

* :mod:`~analytics.monev.satisfaction` — ``ikm(answers, weight)`` → ``Ikm``; ``by(answers, columns, weight)`` per desa,
  service …; ``by_desa(answers, weight)`` for the registry of indicators (``table="satisfaction"``);
  ``trend(answers, weight, unit)``; ``within(rows, first, last)``; ``suppressed(table)`` for what leaves the office.
  Answers: :func:`data.monev.survey.read_answers`; weight: ``weight_of(settings["ikm_weight"])``.
* :mod:`~analytics.monev.complaints` — ``judge(register, today=, limit_days=)`` adds days, state, lateness;
  ``count_by(judged, columns)``; ``by_month(judged)``; ``by_desa(judged, families)`` for ``table="complaints"``.
  Register: :func:`data.monev.complaints.read_complaints`; its texts (``said``, ``answer``) stay on the office's page.
* :mod:`~analytics.monev.performance` — ``read_performance(store, period, today=)`` → one row per indicator with value,
  part, whole, target, state and the value of the period before; ``read_trend(store, periods, today=)``;
  ``figures_by_desa``. The registry of what is measured: :mod:`~analytics.monev.measures`.
* :mod:`~analytics.monev.needs` — ``by_desa(needs)`` for ``table="needs"``; ``by_category(needs)``.
* :mod:`~analytics.monev.actions` — ``judge(actions, today=)``; ``carried(actions, steps, before=day)``: what was open
  when a meeting began.

Records of monev leave the data version as it is: keep results by data version **and** by
:func:`data.monev.written.read_stamp`, indicators of delivery also by :func:`data.handover.reading.read_stamp`.
"""
