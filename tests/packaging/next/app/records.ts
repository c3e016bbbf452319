import { createAimDb } from "@aimdb/wasm/react";

export const { Provider, useAimDb, useRecord, useRecordHistory, useSetRecord } = createAimDb({
  records: {
    room: { schemaType: "temperature", buffer: "SingleLatest" },
    attic: { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 10 } },
  },
});
