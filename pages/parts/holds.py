"""What the answer of each question holds that pages can put, and so to whom it is given: one entry each.

``tests/pages/test_query_walk.py`` finds the questions by itself, asks each as every role would, and looks into the
answers; ``docs/peran.md`` shows the table.
"""

from __future__ import annotations

from data.roles import EVERY, FIGURES, NOTHING, OWN

PEOPLE, COUNTS, PUBLISHED, NOBODY, BARE = "orang", "hitungan", "tertutup", "tanpa orang", "tanpa data"
HOLDS = {
    PEOPLE: "baris orang atau keluarga, atau letak rumahnya",
    COUNTS: "hitungan, yang kecil pun; lembar survei satu per satu",
    PUBLISHED: "hitungan; untuk yang melihat angka gabungan saja yang di bawah 5 ditutup",
    NOBODY: "tidak ada orang",
    BARE: "tidak bertanya kepada basis data",
}
"""What an answer holds, with its words."""
GIVEN = {
    PEOPLE: frozenset({EVERY, OWN}),
    COUNTS: frozenset({EVERY, OWN}),
    PUBLISHED: frozenset({EVERY, OWN, FIGURES}),
    NOBODY: frozenset({EVERY, OWN, FIGURES}),
    BARE: frozenset({EVERY, OWN, FIGURES, NOTHING}),
}
"""Key of :data:`HOLDS` → keys of :data:`data.roles.SIGHTS` that are answered; all others are refused."""
MODULES = {
    "": "semua halaman",
    "access": "Akses",
    "atlas": "Peta",
    "atlas_static": "gambar Peta",
    "dusun": "dusun",
    "families": "keluarga satu periode",
    "gaps": "Kesenjangan",
    "handover": "Penyaluran",
    "indicators": "ukuran per desa",
    "monev": "Monev",
    "places": "desa dan kecamatan",
    "plans": "Rute",
    "reports": "Laporan",
    "roads": "Jalan",
    "shown": "yang sudah ditulis",
    "targeting": "Sasaran",
    "targeting_maps": "peta dan tabel Sasaran",
}
"""Module of ``pages/parts/cache``, "" the package itself → what asks in it."""
_QUERIES: dict[str, dict[str, str]] = {
    PEOPLE: {
        "": "issues set_aside waiting_rows left_rows history homes family_points desa_homes_picture due left "
        "proposals candidates priority matches families_found family family_story pairs pairs_of_family pair_story",
        "access": "access question site_rows picture workbook",
        "atlas": "within",
        "families": "families_of",
        "gaps": "families first_families",
        "handover": "journey acts closings entries obstacles preview",
        "monev": "judged steps",
        "plans": "saved_plans plan_frames trips_picture problem message",
        "roads": "places picture",
        "targeting": "outcome musdes_rows",
    },
    COUNTS: {
        "": "coverage coverage_of summary worst issue_counts homes_picture due_per_desa board priority_preview match_counts "
        "vulnerable_counts",
        "access": "table catchment indicator_table remoteness remoteness_basis desa_rows part_rows parts score_rows "
        "worst",
        "atlas": "classed hotspots change both picture at tips columns table answer begun_with homes_told usual single",
        "atlas_static": "drawn",
        "dusun": "counts rows",
        "gaps": "table answer unknown picture desa_rows",
        "handover": "files standing month_days checklist per_desa",
        "indicators": "values history",
        "monev": "answers typed answers_in",
        "places": "rows_in",
        "plans": "access stretches",
        "targeting": "figures place_row intervals rates table score alarms groups group_intervals dusun_intervals curve cost",
        "targeting_maps": "rates rate_rows equity_rows money_rows group_rows dusun_rows compared chosen_rows chosen "
        "score_rows unscored score_picture",
    },
    PUBLISHED: {
        "monev": "ikm ikm_by ikm_trend satisfaction_by_desa complaint_counts complaint_sums complaints_by_desa "
        "figures_table indicators trend trend_of indicator_by_desa picture figures_file stated_needs needs_table needs_files",
        "reports": "told board",
    },
    NOBODY: {
        "": "has_families period_before periods programs settings sources kind_of_upload preview layer base matrix relations "
        "paper_file",
        "access": "points points_of count names",
        "atlas": "focus column_writers",
        "atlas_static": "has_ground",
        "handover": "stamp driven needs due_rules due_dates",
        "monev": "stamped stamped_for weight services has_complaints kinds desa targets need_categories "
        "needs_by_desa meetings_held meeting_versions actions action_steps",
        "places": "places kecamatan desa_in desa_name",
        "plans": "default_delivery is_begun fleet depots spots",
        "reports": "announced scopes name",
        "roads": "state network files mending delivered proposal blocks states_of_blocks speeds has_own_speeds names drawing "
        "base is_decided joins basis ground source_of_network",
        "shown": "shown",
    },
    BARE: {
        "access": "siting_key",
        "atlas_static": "sheet_names",
        "monev": "plain sees_rows",
        "targeting_maps": "codes_in",
    },
}
QUERIES: dict[str, str] = {
    f"{module}.{name}" if module else name: holds
    for holds, modules in _QUERIES.items()
    for module, names in modules.items()
    for name in names.split()
}
"""Question ("monev.ikm") → what its answer holds, a key of :data:`HOLDS`."""
