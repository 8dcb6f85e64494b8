// A base map from the office's own file, served by this machine. Muted, so that colour keeps meaning data.
((P) => {
  P.tiles = (map, { url, is_vector: isVector, min_zoom: minZoom, max_zoom: maxNativeZoom, bounds }) => {
    const options = { minZoom, maxNativeZoom, maxZoom: map.getMaxZoom(), bounds, className: "petasalur-tiles" };
    if (isVector) vectorLayer(url, maxNativeZoom).addTo(map);
    else L.tileLayer(url, options).addTo(map);
  };

  // Water and roads only, in greys: names come from our own labels. Layers of Protomaps and of OpenMapTiles.
  function vectorLayer(url, maxDataZoom) {
    const { LineSymbolizer, PolygonSymbolizer, leafletLayer } = window.protomapsL;
    const area = (dataLayer, fill) => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }) });
    const line = (dataLayer, color, width) => ({ dataLayer, symbolizer: new LineSymbolizer({ color, width }) });
    const road = (zoom) => Math.max(0.4, (zoom - 9) * 0.45);
    const water = { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: "#d4dde4" }),
      filter: (zoom, feature) => feature.geomType === 3 }; // prettier-ignore
    const stream = { dataLayer: "water", symbolizer: new LineSymbolizer({ color: "#c3d0d9", width: 1 }),
      filter: (zoom, feature) => feature.geomType === 2 }; // prettier-ignore
    const paintRules = [
      area("earth", "#f7f7f5"),
      water,
      stream,
      line("waterway", "#c3d0d9", 1),
      line("roads", "#c9c5bf", road),
      line("transportation", "#c9c5bf", road),
    ];
    return leafletLayer({ url, maxDataZoom, paintRules, labelRules: [], backgroundColor: "#f7f7f5" });
  }
})(window.Petasalur);
