"""What roads, trails, rivers and what lies on them are called: the one registry of classes, surfaces and barriers."""

from __future__ import annotations

from dataclasses import dataclass

from geo.network.modes import BOAT, CAR, FOOT, MOTORCYCLE

ROAD, TRAIL, WATER, FERRY = "road", "trail", "water", "ferry"
UNKNOWN_CLASS, UNKNOWN_SURFACE = "jalan_lain", "tidak_diketahui"
DRY_ONLY, WET_ONLY = "tanah_kemarau", "air_musiman"
HARD, EARTH, WATERY = "diperkeras", "tanah", "air"


@dataclass(frozen=True)
class RoadClass:
    """A class of ways. ``label``: what screens call it; ``kind``: what may go there at all.

    ``osm``: the tags it is known by in OSM, ``key=value``. ``words``: what offices write for it, in their words and in
    lower case; the longest that stands in the text decides. ``surface``: the one assumed where none is written.
    """

    key: str
    label: str
    kind: str
    surface: str
    osm: tuple[str, ...]
    words: tuple[str, ...]


CLASSES: dict[str, RoadClass] = {
    entry.key: entry
    for entry in (
        RoadClass("tol", "jalan tol", ROAD, "aspal",
                  ("highway=motorway", "highway=motorway_link"), ("tol", "bebas hambatan", "motorway")),
        RoadClass("arteri", "jalan nasional atau arteri", ROAD, "aspal",
                  ("highway=trunk", "highway=trunk_link", "highway=primary", "highway=primary_link"),
                  ("nasional", "negara", "arteri", "trunk", "primary")),
        RoadClass("kolektor", "jalan provinsi atau kolektor", ROAD, "aspal",
                  ("highway=secondary", "highway=secondary_link", "highway=tertiary", "highway=tertiary_link"),
                  ("provinsi", "propinsi", "kolektor", "secondary", "tertiary")),
        RoadClass("lokal", "jalan kabupaten, desa, atau lingkungan", ROAD, HARD,
                  ("highway=unclassified", "highway=residential", "highway=living_street", "highway=residential_link",
                   "highway=unclassified_link", "highway=minor", "highway=busway"),
                  ("kabupaten", "kota", "desa", "lokal", "lingkungan", "poros", "permukiman", "perumahan", "gang",
                   "residential", "unclassified", "living_street", "kecamatan", "dusun")),
        RoadClass("layanan", "jalan masuk atau halaman", ROAD, HARD, ("highway=service", "highway=services_road"),
                  ("service", "jalan masuk", "parkir", "akses")),
        RoadClass("jalan_tani", "jalan tani, kebun, atau hutan", ROAD, EARTH, ("highway=track",),
                  ("usaha tani", "jalan tani", "tani", "jut", "produksi", "kebun", "perkebunan", "sawit", "logging",
                   "hutan", "tambang", "track", "inspeksi")),
        RoadClass(UNKNOWN_CLASS, "jalan, kelasnya tidak diketahui", ROAD, EARTH, ("highway=road",),
                  ("jalan lain", "lainnya", "road")),
        RoadClass("setapak", "jalan setapak", TRAIL, EARTH, ("highway=path", "highway=trail", "highway=byway"),
                  ("setapak", "pematang", "titian", "jembatan gantung", "path", "trail")),
        RoadClass("pejalan", "jalur pejalan kaki atau sepeda", TRAIL, HARD,
                  ("highway=footway", "highway=pedestrian", "highway=cycleway", "highway=bridleway",
                   "highway=corridor", "highway=crossing"),
                  ("pejalan kaki", "trotoar", "footway", "pedestrian", "cycleway")),
        RoadClass("tangga", "tangga", TRAIL, HARD, ("highway=steps", "highway=ladder", "highway=via_ferrata"),
                  ("tangga", "steps")),
        RoadClass("sungai", "sungai atau kanal", WATER, WATERY,
                  ("waterway=river", "waterway=canal", "waterway=fairway", "waterway=tidal_channel"),
                  ("sungai", "kanal", "terusan", "anjir", "handil", "alur pelayaran", "river", "canal")),
        RoadClass("anak_sungai", "anak sungai", WATER, WATERY, ("waterway=stream", "waterway=brook"),
                  ("anak sungai", "stream", "saka", "tatah")),
        RoadClass("feri", "penyeberangan", FERRY, WATERY, ("route=ferry",),
                  ("feri", "ferry", "penyeberangan", "dermaga")),
    )
}  # fmt: skip

LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(("highway=construction",), "masih dibangun"),
    **dict.fromkeys(("highway=proposed", "highway=planned"), "baru direncanakan"),
    **dict.fromkeys(
        ("highway=abandoned", "highway=disused", "highway=razed", "highway=demolished", "highway=historic"),
        "sudah tidak ada",
    ),
    **dict.fromkeys(
        ("highway=platform", "highway=rest_area", "highway=services", "highway=bus_stop", "highway=elevator",
         "highway=emergency_bay", "highway=raceway", "highway=escape", "highway=street_lamp", "highway=no"),
        "bukan jalan untuk lewat",
    ),
    **dict.fromkeys(
        ("waterway=ditch", "waterway=drain", "waterway=culvert", "waterway=pressurised", "waterway=spillway"),
        "parit atau saluran, terlalu kecil untuk perahu",
    ),
    **dict.fromkeys(
        ("waterway=dam", "waterway=weir", "waterway=waterfall", "waterway=lock_gate", "waterway=rapids",
         "waterway=sluice_gate", "waterway=debris_screen"),
        "rintangan, bukan alur",
    ),
    **dict.fromkeys(
        ("waterway=riverbank", "waterway=dock", "waterway=boatyard", "waterway=fuel", "waterway=water_point"),
        "luasan atau bangunan, bukan alur",
    ),
}  # fmt: skip
"""Ways of an OSM file that are none for us, and why; whatever else is a ``highway`` and not known is ``jalan_lain``."""


@dataclass(frozen=True)
class Surface:
    """What a way is made of. ``on_water``: it goes with classes of water and ferries."""

    key: str
    label: str
    on_water: bool
    osm: tuple[str, ...]
    words: tuple[str, ...]


SURFACES: dict[str, Surface] = {
    entry.key: entry
    for entry in (
        Surface("aspal", "aspal atau beton", on_water=False,
                osm=("asphalt", "paved", "concrete", "concrete:lanes", "concrete:plates", "chipseal", "paving_stones",
                     "paving_stones:30", "metal", "bricks", "interlock"),
                words=("aspal", "hotmix", "hot mix", "lapen", "penetrasi", "laston", "lataston", "ac-wc", "beton",
                       "rigid", "cor", "paving", "asphalt", "concrete", "flexible", "semen")),
        Surface(HARD, "diperkeras (kerikil, batu, kayu)", on_water=False,
                osm=("gravel", "fine_gravel", "compacted", "pebblestone", "sett", "cobblestone", "rock", "stone",
                     "unhewn_cobblestone", "cobblestone:flattened", "grass_paver", "wood", "chippings", "shells",
                     "stepping_stones", "crushed_limestone"),
                words=("kerikil", "krikil", "batu", "makadam", "macadam", "telford", "sirtu", "agregat", "perkerasan",
                       "diperkeras", "kayu", "ulin", "gravel", "koral", "kricak", "urugan pilihan")),
        Surface(EARTH, "tanah", on_water=False,
                osm=("ground", "dirt", "earth", "unpaved", "grass", "mud", "sand", "clay", "soil", "woodchips",
                     "dirt/sand", "salt", "snow", "ice"),
                words=("tanah", "pasir", "lumpur", "rumput", "belum tembus", "belum diperkeras", "tidak diperkeras",
                       "earth", "unpaved")),
        Surface(DRY_ONLY, "hanya dapat dilalui musim kering", on_water=False, osm=(),
                words=("musim kering", "musim kemarau", "kemarau")),
        Surface(UNKNOWN_SURFACE, "permukaan tidak tertulis", on_water=False, osm=(), words=()),
        Surface(WATERY, "air", on_water=True, osm=(), words=()),
        Surface(WET_ONLY, "air, hanya musim hujan", on_water=True, osm=(), words=("musim hujan",)),
    )
}  # fmt: skip

TRACKTYPES = {"grade1": HARD, "grade2": HARD, "grade3": EARTH, "grade4": EARTH, "grade5": EARTH}
"""Read only where no surface is written."""

SMOOTHNESS_CLOSES = {
    "horrible": (CAR,), "very_horrible": (CAR, MOTORCYCLE), "impassable": (CAR, MOTORCYCLE),
}  # fmt: skip


@dataclass(frozen=True)
class Barrier:
    """What stands on a node. ``closed_to``: the modes it stops unless its tags say otherwise.

    ``closed_in_rain``: those it stops in the wet season besides.
    """

    key: str
    label: str
    closed_to: tuple[str, ...]
    closed_in_rain: tuple[str, ...] = ()
    osm: tuple[str, ...] = ()


_WHEELS = (CAR, MOTORCYCLE)
BARRIERS: dict[str, Barrier] = {
    entry.key: entry
    for entry in (
        Barrier("portal", "portal atau pintu", (), osm=(
            "barrier=gate", "barrier=lift_gate", "barrier=swing_gate", "barrier=sliding_gate", "barrier=toll_booth",
            "barrier=border_control", "barrier=entrance", "barrier=checkpoint", "barrier=hampshire_gate",
            "barrier=wicket_gate", "barrier=sally_port", "barrier=sliding_beam", "barrier=boom")),
        Barrier("terbuka", "penghalang yang dapat dilewati", (), osm=(
            "barrier=cattle_grid", "barrier=kerb", "barrier=height_restrictor", "barrier=bump_gate", "barrier=no",
            "barrier=width_restrictor", "barrier=tyres", "barrier=coupure")),
        Barrier("patok", "patok atau balok penghalang roda empat", (CAR,), osm=(
            "barrier=bollard", "barrier=block", "barrier=jersey_barrier", "barrier=planter", "barrier=sump_buster",
            "barrier=bus_trap", "barrier=motorcycle_barrier_wide", "barrier=chain", "barrier=rope",
            "barrier=barrier_board", "barrier=spikes")),
        Barrier("palang_sempit", "palang sempit, hanya untuk pejalan kaki", _WHEELS, osm=(
            "barrier=cycle_barrier", "barrier=stile", "barrier=kissing_gate", "barrier=turnstile",
            "barrier=full-height_turnstile", "barrier=full_height_turnstile", "barrier=horse_stile",
            "barrier=motorcycle_barrier", "barrier=log")),
        Barrier("tertutup", "pagar atau timbunan", (*_WHEELS, FOOT), osm=(
            "barrier=wall", "barrier=fence", "barrier=debris", "barrier=hedge", "barrier=city_wall", "barrier=ditch",
            "barrier=retaining_wall")),
        Barrier("penghalang", "penghalang yang jenisnya tidak dikenal", (CAR,)),
        Barrier("lintasan_air", "jalan melintasi air (ford)", (), closed_in_rain=_WHEELS, osm=(
            "ford=yes", "ford=stepping_stones", "ford=boat")),
        Barrier("bendung", "bendung, jeram, atau pintu air", (BOAT,), osm=(
            "waterway=weir", "waterway=dam", "waterway=waterfall", "waterway=sluice_gate", "waterway=rapids",
            "waterway=lock_gate")),
    )
}  # fmt: skip
UNKNOWN_BARRIER = "penghalang"
