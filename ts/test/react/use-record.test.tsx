// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import { lazy, startTransition, StrictMode, Suspense, useState, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { ContractViolation, type Temperature, type TypedDb } from "@aimdb/wasm";
import { createAimDb, DbProvider, setDefaultDb, useRecord, useTemperature } from "@aimdb/wasm/react";
import { celsius, makeDb, settle } from "../help.js";
import { Boundary, records } from "./help.js";

afterEach(() => {
  setDefaultDb(undefined);
  vi.restoreAllMocks();
});

function setUp() {
  const aimdb = createAimDb({ records });
  let db!: TypedDb<typeof records>;
  function Grab(): null {
    db = aimdb.useAimDb()!;
    return null;
  }
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <StrictMode>
      <aimdb.Provider>
        <Grab />
        {children}
      </aimdb.Provider>
    </StrictMode>
  );
  return { ...aimdb, wrapper, db: () => db };
}

async function change(update: () => void): Promise<void> {
  await act(async () => {
    update();
    await settle(1);
  });
}

test("a component shows the value and every change, also in StrictMode", async () => {
  const { wrapper, useRecord, db } = setUp();
  const shown: (number | null)[] = [];
  function Card(): ReactNode {
    const value = useRecord("t");
    shown.push(value?.celsius ?? null);
    return <p>{value === null ? "none" : `${value.celsius} °C`}</p>;
  }
  render(<Card />, { wrapper });
  expect(screen.getByText("none")).toBeDefined();
  for (const n of [1, 2, 3]) {
    await change(() => db().set("t", celsius(n)));
    expect(screen.getByText(`${n} °C`)).toBeDefined();
  }
  expect(new Set(shown)).toEqual(new Set([null, 1, 2, 3]));
});

test("a component mounted later shows the current value at once", async () => {
  const { wrapper, useRecord, db } = setUp();
  const Card = (): ReactNode => <p>{useRecord("t")?.celsius}</p>;
  const Late = ({ shown }: { shown: boolean }): ReactNode => (shown ? <Card /> : null);
  const { rerender } = render(<Late shown={false} />, { wrapper });
  await change(() => db().set("t", celsius(7)));
  rerender(<Late shown />);
  expect(screen.getByText("7")).toBeDefined();
});

test("a selector: only its changes render, and a new object each time does not loop", async () => {
  const { wrapper, useRecord, db } = setUp();
  let renders = 0;
  function Warm(): ReactNode {
    renders++;
    const { warm } = useRecord("t", (value) => ({ warm: (value?.celsius ?? 0) > 20 }));
    return <p>{warm ? "warm" : "cold"}</p>;
  }
  render(<Warm />, { wrapper });
  const first = renders;
  await change(() => db().set("t", celsius(10)));
  expect(renders).toBe(first);
  await change(() => db().set("t", celsius(30)));
  expect(screen.getByText("warm")).toBeDefined();
  const second = renders;
  await change(() => db().set("t", celsius(31)));
  expect(renders).toBe(second);
});

test("a selector that finds nothing at first", async () => {
  const { wrapper, useRecord, db } = setUp();
  function Card(): ReactNode {
    const celsius = useRecord("t", (value) => value?.celsius);
    return <p>{celsius === undefined ? "none" : `${celsius} °C`}</p>;
  }
  render(<Card />, { wrapper });
  expect(screen.getByText("none")).toBeDefined();
  await change(() => db().set("t", celsius(4)));
  expect(screen.getByText("4 °C")).toBeDefined();
});

test("a selector that makes lists, nested objects and dates", async () => {
  const { wrapper, useRecord, db } = setUp();
  let renders = 0;
  function View(): ReactNode {
    renders++;
    const deep = useRecord("t", (value) => ({ at: new Date(value?.timestamp ?? 0), list: [value?.celsius] }));
    return <p>{deep.list.join()}</p>;
  }
  render(<View />, { wrapper });
  await change(() => db().set("t", celsius(4)));
  expect(screen.getByText("4")).toBeDefined();
  expect(renders).toBeLessThan(10);
});

test("a key that changes", async () => {
  const { wrapper, useRecord, db } = setUp();
  function Card({ name }: { name: "t" | "log" }): ReactNode {
    return <p>{String(useRecord(name)?.celsius)}</p>;
  }
  const { rerender } = render(<Card name="t" />, { wrapper });
  await change(() => {
    db().set("t", celsius(1));
    db().set("log", celsius(2));
  });
  expect(screen.getByText("1")).toBeDefined();
  rerender(<Card name="log" />);
  expect(screen.getByText("2")).toBeDefined();
  await change(() => db().set("t", celsius(5)));
  expect(screen.getByText("2")).toBeDefined();
});

test("a key that changes, of a selector, of a history, of a setter", async () => {
  const { wrapper, useRecord, useRecordHistory, useSetRecord, db } = setUp();
  let set!: (value: Temperature) => void;
  function Card({ name }: { name: "t" | "log" }): ReactNode {
    set = useSetRecord(name);
    const selected = useRecord(name, (value) => ({ celsius: value?.celsius }));
    const history = useRecordHistory(name, 3).map((value) => value.celsius);
    return <p>{`${name}: ${selected.celsius}; ${history.join()}`}</p>;
  }
  const { rerender } = render(<Card name="t" />, { wrapper });
  await change(() => {
    db().set("t", celsius(1));
    db().set("log", celsius(2));
  });
  expect(screen.getByText("t: 1; 1")).toBeDefined();
  await change(() => rerender(<Card name="log" />));
  expect(screen.getByText("log: 2; 2")).toBeDefined();
  await change(() => set(celsius(3)));
  expect(screen.getByText("log: 3; 2,3")).toBeDefined();
  expect(db().get("t")?.celsius).toBe(1);
});

test("hooks take nothing out of a Mailbox", async () => {
  const { wrapper, useRecord, useRecordHistory, db } = setUp();
  function Card(): ReactNode {
    return <p>{`${useRecord("mail")?.target_celsius} ${useRecordHistory("mail", 3).length}`}</p>;
  }
  render(<Card />, { wrapper });
  await change(() => db().set("mail", { target_celsius: 20, timestamp: 1 }));
  expect(screen.getByText("20 1")).toBeDefined();
  const taken: number[] = [];
  db().subscribe("mail", (value) => taken.push(value.target_celsius));
  await settle();
  expect(taken).toEqual([20]);
});

test("useSetRecord writes, keeps its identity and throws violations", async () => {
  const { wrapper, useRecord, useSetRecord } = setUp();
  const setters = new Set<unknown>();
  let set!: (value: Temperature) => void;
  function Card(): ReactNode {
    set = useSetRecord("t");
    setters.add(set);
    return <p>{useRecord("t")?.celsius}</p>;
  }
  render(<Card />, { wrapper });
  await change(() => set(celsius(3)));
  expect(screen.getByText("3")).toBeDefined();
  expect(setters.size).toBeLessThanOrEqual(2);
  expect(() => set({ celsius: NaN, timestamp: 1 })).toThrow(ContractViolation);
});

test("useRecordHistory: the latest n of a ring, oldest first", async () => {
  const { wrapper, useRecordHistory, db } = setUp();
  function Plot(): ReactNode {
    return <p>{useRecordHistory("log", 3).map((value) => value.celsius).join(" ")}</p>;
  }
  render(<Plot />, { wrapper });
  await change(() => [1, 2].forEach((n) => db().set("log", celsius(n))));
  expect(screen.getByText("1 2")).toBeDefined();
  await change(() => [3, 4, 5].forEach((n) => db().set("log", celsius(n))));
  expect(screen.getByText("3 4 5")).toBeDefined();
});

/** A plot of as many values as one says, and the histories it was given. */
function plot() {
  const { wrapper, useRecordHistory, useRecord, db } = setUp();
  const given: (readonly Temperature[])[] = [];
  function Plot({ length }: { length: number }): ReactNode {
    useRecord("t");
    const history = useRecordHistory("log", length);
    if (given.at(-1) !== history) given.push(history);
    return <p>{`values: ${history.map((value) => value.celsius).join(" ")}`}</p>;
  }
  const { rerender, container } = render(<Plot length={3} />, { wrapper });
  return {
    given,
    db,
    write: (...values: number[]) => change(() => values.forEach((n) => db().set("log", celsius(n)))),
    resize: (length: number) => change(() => rerender(<Plot length={length} />)),
    shows: (values: string) => expect(container.textContent).toBe(`values: ${values}`),
  };
}

test("useRecordHistory: a length that changes forgets nothing that it still asks for", async () => {
  const { write, resize, shows } = plot();
  await write(1, 2, 3, 4);
  shows("2 3 4");
  await resize(5);
  shows("2 3 4");
  await write(5, 6, 7);
  shows("3 4 5 6 7");
  await resize(2);
  shows("6 7");
  await write(8);
  shows("7 8");
  await resize(3);
  shows("6 7 8");
});

test("useRecordHistory: the same array while nothing changed, also of a part of it", async () => {
  const { given, db, write, resize } = plot();
  const again = (): Promise<void> => change(() => db().set("t", celsius(given.length)));
  await write(1, 2, 3, 4);
  await resize(2);
  const count = given.length;
  await again();
  await again();
  expect(given.length).toBe(count);
  await write(5);
  expect(given.length).toBeGreaterThan(count);
});

test("useRecordHistory: each component has a length of its own", async () => {
  const { wrapper, useRecordHistory, db } = setUp();
  const Plot = ({ length }: { length: number }): ReactNode => (
    <i>{`[${useRecordHistory("log", length).map((value) => value.celsius).join(" ")}]`}</i>
  );
  const plots = (...lengths: number[]): ReactNode => lengths.map((length, index) => <Plot key={index} length={length} />);
  const { rerender, container } = render(<>{plots(1, 3)}</>, { wrapper });
  await change(() => [1, 2, 3, 4].forEach((n) => db().set("log", celsius(n))));
  expect(container.textContent).toBe("[4][2 3 4]");
  await change(() => rerender(<>{plots(3, 1, 3)}</>));
  expect(container.textContent).toBe("[4][4][4]");
  await change(() => db().set("log", celsius(5)));
  expect(container.textContent).toBe("[4 5][5][4 5]");
});

test("useRecordHistory: a longer one that was asked for and given up changes nothing", async () => {
  const { wrapper, useRecordHistory, db } = setUp();
  const Never = lazy(() => new Promise<never>(() => {}));
  let lengthen!: () => void;
  function Plot(): ReactNode {
    const [length, setLength] = useState(2);
    lengthen = () => startTransition(() => setLength(4));
    const history = useRecordHistory("log", length);
    return length === 4 ? <Never /> : <p>{`values: ${history.map((value) => value.celsius).join(" ")}`}</p>;
  }
  const { container } = render(
    <Suspense fallback="loading">
      <Plot />
    </Suspense>,
    { wrapper },
  );
  await change(() => db().set("log", celsius(1)));
  await change(lengthen);
  await change(() => [2, 3].forEach((n) => db().set("log", celsius(n))));
  expect(container.textContent).toBe("values: 2 3");
});

test("sync: frame renders once for many values", async () => {
  const { wrapper, useRecord, db } = setUp();
  let renders = 0;
  function Card(): ReactNode {
    renders++;
    return <p>{useRecord("t", { sync: "frame" })?.celsius}</p>;
  }
  render(<Card />, { wrapper });
  const before = renders;
  await act(async () => {
    for (let n = 1; n <= 10; n++) {
      db().set("t", celsius(n));
      await Promise.resolve();
      await Promise.resolve();
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
  expect(screen.getByText("10")).toBeDefined();
  // StrictMode renders twice.
  expect(renders - before).toBeLessThanOrEqual(4);
});

test("an unknown key is an error for the boundary", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { wrapper, useRecord } = setUp();
  const Card = (): ReactNode => <p>{useRecord("tt" as "t")?.celsius}</p>;
  render(
    <Boundary>
      <Card />
    </Boundary>,
    { wrapper },
  );
  expect(screen.getByText(/no record "tt", did you mean "t"\?/)).toBeDefined();
});

test("the seed's useRecord<Temperature>(key), below any provider", async () => {
  function TemperatureCard({ city }: { city: string }) {
    const temp = useRecord<Temperature>(`sensors.temperature.${city}`);
    if (!temp) return <b>loading</b>;
    return <span>{temp.celsius}°C</span>;
  }
  const db = makeDb();
  db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: "SingleLatest" });
  const { unmount } = render(
    <DbProvider db={db}>
      <TemperatureCard city="vienna" />
    </DbProvider>,
  );
  expect(screen.getByText("loading")).toBeDefined();
  await change(() => db.set("sensors.temperature.vienna", celsius(21)));
  expect(screen.getByText("21°C")).toBeDefined();
  unmount();

  setDefaultDb(db);
  render(<TemperatureCard city="vienna" />);
  expect(screen.getByText("21°C")).toBeDefined();
});

test("without any database the error says what to do", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const Card = (): ReactNode => <p>{useRecord<Temperature>("t")?.celsius}</p>;
  render(
    <Boundary>
      <Card />
    </Boundary>,
  );
  expect(screen.getByText(/createAimDb\(\).*setDefaultDb/)).toBeDefined();
});

test("hooks by contract check the record's contract", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { wrapper, db } = setUp();
  const Card = ({ name }: { name: string }): ReactNode => <p>{useTemperature(name)?.celsius}</p>;
  const { unmount } = render(<Card name="t" />, { wrapper });
  await change(() => db().set("t", celsius(8)));
  expect(screen.getByText("8")).toBeDefined();
  unmount();
  render(
    <Boundary>
      <Card name="mail" />
    </Boundary>,
    { wrapper },
  );
  expect(screen.getByText(/"mail": expected temperature, it is setpoint/)).toBeDefined();
});

test("a component outlives its database", async () => {
  const db = makeDb();
  db.configureRecord("t", { schemaType: "temperature", buffer: "SingleLatest" });
  db.set("t", celsius(1));
  function Card(): ReactNode {
    const [count, setCount] = useState(0);
    return <button onClick={() => setCount(count + 1)}>{`${useRecord<Temperature>("t")?.celsius} ${count}`}</button>;
  }
  render(
    <DbProvider db={db}>
      <Card />
    </DbProvider>,
  );
  expect(screen.getByText("1 0")).toBeDefined();
  db.free();
  await change(() => screen.getByRole("button").click());
  expect(screen.getByText("undefined 1")).toBeDefined();
});

test("no tearing: two components show the same value while it changes", async () => {
  const { wrapper, useRecord, db } = setUp();
  const torn: unknown[] = [];
  function Pair(): ReactNode {
    const a = useRecord("t");
    const b = useRecord("t");
    if (a !== b) torn.push([a, b]);
    return <p>{a?.celsius}</p>;
  }
  render(<Pair />, { wrapper });
  for (let n = 0; n < 50; n++) await change(() => db().set("t", celsius(n)));
  expect(torn).toEqual([]);
  expect(screen.getByText("49")).toBeDefined();
});
