declare module "virtual:coast" {
  const coast: import("geojson").Polygon;
  export default coast;
}
