"""All that a load leaves in the store, to compare two stores by."""

from __future__ import annotations

import pandas as pd

TABLES = {
    "desa": "desa_code, desa_name, kecamatan_code, kecamatan_name, bps_code, area_km2, point_lon, point_lat, geometry",
    "region": "*",
    "region_alias": "*",
    "family": "*",
    "recipient": "*",
    "family_record": "* EXCLUDE (load_id), file_name",
    "recipient_record": "* EXCLUDE (load_id), file_name",
    "issue": "* EXCLUDE (load_id), file_name",
    "set_aside": "* EXCLUDE (load_id), file_name",
}


def tables(store, *names):
    """Everything that is known, in an order of its own; a load is called by its file."""
    with store.write(is_change=False) as cursor:
        found = {}
        for name in names or TABLES:
            source = f"{name} JOIN load USING (load_id)" if "file_name" in TABLES[name] else name
            if "load_id" in TABLES[name]:
                columns = TABLES[name].replace("* EXCLUDE (load_id)", f"{name}.* EXCLUDE (load_id)")
            else:
                columns = TABLES[name]
            found[name] = cursor.execute(f"SELECT {columns} FROM {source}").df().astype("object")  # noqa: S608  own names
    texts = {name: frame.where(frame.notna(), "").map(str) for name, frame in found.items()}
    return {name: frame.sort_values(list(frame)).reset_index(drop=True) for name, frame in texts.items()}


def assert_same(one, other):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name)
