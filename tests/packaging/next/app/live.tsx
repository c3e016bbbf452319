"use client";

import { useEffect } from "react";
import { Provider, useAimDb, useRecord, useRecordHistory, useSetRecord } from "./records";

/** Values of this page alone: one that a button sets, one that comes by itself. */
export function Live() {
  return (
    <Provider>
      <Room />
      <Attic />
    </Provider>
  );
}

function Room() {
  const celsius = useRecord("room", (value) => value?.celsius);
  const set = useSetRecord("room");
  return (
    <button disabled={useAimDb() === null} onClick={() => set({ celsius: 21.5, timestamp: Date.now() })}>
      {celsius === undefined ? "no value yet" : `${celsius} °C`}
    </button>
  );
}

function Attic() {
  const db = useAimDb();
  const history = useRecordHistory("attic", 10);
  useEffect(() => {
    const simulation = db?.simulate("attic", { intervalMs: 50 });
    return () => simulation?.stop();
  }, [db]);
  return <output>{history.length}</output>;
}
