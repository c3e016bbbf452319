// The built package. A worker has no import map, so it is named by its place.

export * from "../../../ts/dist/index.js";
