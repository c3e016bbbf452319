import { createRequire } from "node:module";
import { geoIdentity, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Plugin } from "vite";

/** Everything a map of Europe can show, however wide it is: degrees east and north. */
const CORNERS: [[number, number], [number, number]] = [
  [-45, 20],
  [60, 84],
];

/** A corner of a coast is left out if cutting it off costs fewer square degrees. */
const DETAIL = 0.005;

type World = Topology<{ land: GeometryCollection }>;

/** Europe's coasts, cut out of a map of the world and rounded to a kilometre. */
function coasts(): number[][][] {
  const world = createRequire(import.meta.url)("world-atlas/land-50m.json") as World;
  const coarse = simplify(presimplify(world), DETAIL);
  const outline = geoPath(geoIdentity().clipExtent(CORNERS)).digits(2)(feature(coarse, coarse.objects.land)) ?? "";
  const rings = outline.split("Z").filter(Boolean);
  return rings.map((ring) => {
    const points = ring.slice(1).split("L");
    return [...points, points[0]!].map((point) => point.split(",").map(Number));
  });
}

/** Provides `virtual:coast`, a GeoJSON polygon. */
export function coast(): Plugin {
  const name = "virtual:coast";
  return {
    name: "coast",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? `export default { type: "Polygon", coordinates: JSON.parse('${JSON.stringify(coasts())}') }`
        : undefined,
  };
}
