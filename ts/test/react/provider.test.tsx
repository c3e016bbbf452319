// @vitest-environment jsdom
import { act, render, screen } from "@testing-library/react";
import * as React from "react";
import { lazy, StrictMode, Suspense, useEffect, useState, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import type { TypedDb, WsBridge } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";
import glue from "../../dist/glue.js";
import { celsius, collectGarbage, settle, until } from "../help.js";
import { Server } from "../server.js";
import { Boundary, controlTime, GRACE_MS, records } from "./help.js";

const { Activity } = React;
let server: Server | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
  vi.restoreAllMocks();
});

test("StrictMode opens one socket, and unmounting closes it", async () => {
  server = await Server.start();
  let opened = 0;
  server.onConnection = () => opened++;
  const { Provider, useBridgeStatus, useBridge } = createAimDb({
    records,
    bridge: { url: server.url, subscribeTopics: ["#"] },
  });
  function Status(): ReactNode {
    return <p>{`${useBridgeStatus()} ${useBridge()?.pendingWrites()}`}</p>;
  }
  const { unmount } = render(
    <StrictMode>
      <Provider>
        <Status />
      </Provider>
    </StrictMode>,
  );
  expect(screen.getByText("connecting 0")).toBeDefined();
  await act(() => until(() => server!.of("subscribe").length > 0));
  await act(() => settle(20));
  expect(screen.getByText("connected 0")).toBeDefined();
  expect(opened).toBe(1);
  unmount();
  await until(() => server!.connections === 0);
  await settle(20);
  expect(opened).toBe(1);
});

test("useBridgeStatus follows the connection until it is ended", async () => {
  server = await Server.start();
  const { Provider, useBridgeStatus, useBridge } = createAimDb({
    records,
    bridge: { url: server.url, backoff: [10] },
  });
  const seen: string[] = [];
  let bridge!: WsBridge;
  function Status(): ReactNode {
    const status = useBridgeStatus();
    bridge = useBridge()!;
    if (seen.at(-1) !== status) seen.push(status);
    return <p>{status}</p>;
  }
  render(
    <Provider>
      <Status />
    </Provider>,
  );
  await act(() => until(() => bridge.status() === "connected"));
  await act(async () => {
    await server!.stop();
    await until(() => bridge.status() === "reconnecting");
  });
  expect(screen.getByText("reconnecting")).toBeDefined();
  act(() => bridge.disconnect());
  expect(screen.getByText("disconnected")).toBeDefined();
  expect(seen).toEqual(["connecting", "connected", "reconnecting", "disconnected"]);
});

test("a component sees that the connection was paused, and what waits meanwhile", async () => {
  server = await Server.start();
  const { Provider, useBridgeStatus, useBridge, useSetRecord } = createAimDb({ records, bridge: { url: server.url } });
  let bridge!: WsBridge;
  let set!: (value: { celsius: number; timestamp: number }) => void;
  function Status(): ReactNode {
    bridge = useBridge()!;
    set = useSetRecord("t");
    return <p>{`${useBridgeStatus()} ${bridge.paused ? "on purpose" : ""}`}</p>;
  }
  render(
    <Provider>
      <Status />
    </Provider>,
  );
  await act(() => until(() => bridge.status() === "connected"));
  await act(async () => {
    bridge.pause();
    await settle();
  });
  expect(screen.getByText("disconnected on purpose")).toBeDefined();
  set(celsius(5));
  expect(bridge.pendingWrites()).toBe(1);
  await act(async () => {
    bridge.resume();
    await until(() => bridge.pendingWrites() === 0);
  });
  expect(screen.getByText("connected")).toBeDefined();
  expect(server.of("write")).toHaveLength(1);
});

test("values from the server reach components mounted before and after the connection", async () => {
  server = await Server.start();
  const { Provider, useRecord } = createAimDb({ records, bridge: { url: server.url } });
  const Card = ({ name }: { name: string }): ReactNode => <p>{`${name}: ${useRecord("t")?.celsius}`}</p>;
  let show!: (on: boolean) => void;
  function App(): ReactNode {
    const [late, setLate] = useState(false);
    show = setLate;
    return (
      <>
        <Card name="early" />
        {late && <Card name="late" />}
      </>
    );
  }
  render(
    <Provider>
      <App />
    </Provider>,
  );
  await act(() => until(() => server!.of("subscribe").length > 0));
  server.send({ type: "data", topic: "t", payload: celsius(4), ts: 1 });
  expect(await screen.findByText("early: 4")).toBeDefined();
  act(() => show(true));
  expect(screen.getByText("late: 4")).toBeDefined();
});

test("two providers of one createAimDb share a database, two of different ones do not", async () => {
  const [one, other] = [createAimDb({ records }), createAimDb({ records })];
  const found: (TypedDb<typeof records> | null)[] = [];
  function One(): null {
    found.push(one.useAimDb());
    return null;
  }
  function Other(): null {
    found.push(other.useAimDb());
    return null;
  }
  render(
    <>
      <one.Provider>
        <One />
      </one.Provider>
      <one.Provider>
        <One />
        <other.Provider>
          <Other />
          <One />
        </other.Provider>
      </one.Provider>
    </>,
  );
  const [a, b, c, d] = found;
  expect(a).toBe(b);
  expect(a).toBe(d);
  expect(c).not.toBe(a);
});

test("the last provider to go takes the database with it; the next one gets a new one", async () => {
  const { Provider, useAimDb } = createAimDb({ records });
  let db!: TypedDb<typeof records>;
  function Grab(): null {
    db = useAimDb()!;
    return null;
  }
  const tree = (
    <Provider>
      <Grab />
    </Provider>
  );
  const first = render(tree);
  const firstDb = db;
  firstDb.set("t", celsius(1));
  first.unmount();
  await settle();
  expect(firstDb.closed).toBe(true);
  render(tree);
  expect(db).not.toBe(firstDb);
  expect(db.get("t")).toBeNull();
});

// React 18 has no Activity.
test.skipIf(Activity === undefined)("a provider that was hidden for a while opens its database again", async () => {
  const { Provider, useAimDb, useRecord } = createAimDb({ records });
  let db!: TypedDb<typeof records> | null;
  function Card(): ReactNode {
    db = useAimDb();
    return <p>{`${db === null ? "closed" : "open"} ${useRecord("t")?.celsius}`}</p>;
  }
  const app = (mode: "visible" | "hidden"): ReactNode => (
    <Activity mode={mode}>
      <Provider>
        <Card />
      </Provider>
    </Activity>
  );
  const { rerender } = render(app("visible"));
  const first = db!;
  await act(async () => first.set("t", celsius(1)));
  expect(screen.getByText("open 1")).toBeDefined();
  await act(async () => {
    rerender(app("hidden"));
    await settle();
  });
  await act(() => settle());
  expect(first.closed).toBe(true);
  await act(async () => {
    rerender(app("visible"));
    await settle();
  });
  expect(screen.getByText("open undefined")).toBeDefined();
  await act(async () => db!.set("t", celsius(2)));
  expect(screen.getByText("open 2")).toBeDefined();
});

// React 18 has no Activity.
test.skipIf(Activity === undefined)("a provider that a server rendered, too, and nothing else renders it", async () => {
  const { Provider, useAimDb, useRecord } = createAimDb({ records });
  let db!: TypedDb<typeof records> | null;
  function Card(): ReactNode {
    db = useAimDb();
    return <p>{`${db === null ? "closed" : "open"} ${useRecord("t")?.celsius}`}</p>;
  }
  // The same element each time, which React renders no second time.
  const page = (
    <Provider>
      <Card />
    </Provider>
  );
  const app = (mode: "visible" | "hidden"): ReactNode => <Activity mode={mode}>{page}</Activity>;
  const container = document.createElement("div");
  container.innerHTML = renderToString(app("visible"));
  const root = await act(() => hydrateRoot(container, app("visible")));
  const first = db!;
  await act(async () => first.set("t", celsius(1)));
  expect(container.textContent).toBe("open 1");
  await act(async () => {
    root.render(app("hidden"));
    await settle();
  });
  await act(() => settle());
  expect(first.closed).toBe(true);
  await act(async () => {
    root.render(app("visible"));
    await settle();
  });
  expect(container.textContent).toBe("open undefined");
  await act(async () => db!.set("t", celsius(2)));
  expect(container.textContent).toBe("open 2");
  await act(() => root.unmount());
});

// React 18 has no Activity.
test.skipIf(Activity === undefined)("a provider that is rendered hidden, and shown much later", async () => {
  controlTime();
  const { Provider, useAimDb } = createAimDb({ records });
  let db!: TypedDb<typeof records> | null;
  function Card(): ReactNode {
    db = useAimDb();
    return <p>{db?.closed === false ? "open" : "closed"}</p>;
  }
  const page = (
    <Provider>
      <Card />
    </Provider>
  );
  const { rerender, container } = render(<Activity mode="hidden">{page}</Activity>);
  await act(() => settle());
  const first = db!;
  expect(first.closed).toBe(false);
  vi.advanceTimersByTime(GRACE_MS);
  expect(first.closed).toBe(true);
  await act(async () => rerender(<Activity mode="visible">{page}</Activity>));
  expect(container.textContent).toBe("open");
  vi.advanceTimersByTime(2 * GRACE_MS);
  expect(db!.closed).toBe(false);
});

/** A provider whose child is not shown at first, and the databases that the child was given. */
function stillborn(child: () => ReactNode) {
  const bridge = server && { url: server.url, backoff: [1] };
  const { Provider, useAimDb } = createAimDb({ records, bridge });
  const given: TypedDb<typeof records>[] = [];
  function Child({ make }: { make: () => ReactNode }): ReactNode {
    given.push(useAimDb()!);
    return make();
  }
  const tree = (make: () => ReactNode): ReactNode => (
    <Boundary>
      <Suspense fallback="loading">
        <Provider>
          <Child make={make} />
        </Provider>
      </Suspense>
    </Boundary>
  );
  const { unmount } = render(tree(child));
  return { given, unmount, tree };
}

const Never = lazy(() => new Promise<never>(() => {}));

test.each([
  [
    "throws",
    () => {
      throw new Error("boom");
    },
  ],
  ["suspends and is given up", () => <Never />],
])("a child that %s on its first render leaves no connection behind", async (_, child) => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  controlTime();
  server = await Server.start();
  const { given, unmount, tree } = stillborn(child);
  await act(() => until(() => server!.connections === 1));
  const before = new Set(given);
  expect(before.size).toBe(1);
  unmount();
  vi.advanceTimersByTime(GRACE_MS - 1000);
  expect(given[0]!.closed).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(given[0]!.closed).toBe(true);
  await until(() => server!.connections === 0);
  await settle(20);
  expect(server.connections).toBe(0);

  const next = render(tree(() => "shown"));
  expect(next.container.textContent).toBe("shown");
  expect(before.has(given.at(-1)!)).toBe(false);
  await act(() => until(() => server!.connections === 1));
  next.unmount();
  await until(() => server!.connections === 0);
});

test("a first render may be slow: it keeps its database while it is tried again, and is given one in the end", async () => {
  controlTime();
  let arrive!: (module: { default: () => ReactNode }) => void;
  const Late = lazy(() => new Promise<{ default: () => ReactNode }>((resolve) => (arrive = resolve)));
  const { given, tree, unmount } = stillborn(() => <Late />);
  unmount();
  vi.advanceTimersByTime(GRACE_MS * 0.75);
  const second = render(tree(() => <Late />));
  vi.advanceTimersByTime(GRACE_MS * 0.75);
  expect(new Set(given).size).toBe(1);
  expect(given[0]!.closed).toBe(false);
  vi.advanceTimersByTime(GRACE_MS);
  expect(given[0]!.closed).toBe(true);
  await act(async () => {
    arrive({ default: () => "shown" });
    await settle();
  });
  expect(second.container.textContent).toBe("shown");
  expect(new Set(given).size).toBe(2);
  vi.advanceTimersByTime(2 * GRACE_MS);
  expect(given.at(-1)!.closed).toBe(false);
  second.unmount();
  await until(() => given.at(-1)!.closed);
});

test.skipIf(typeof process === "undefined")("a first render that never ends does not keep Node from ending", () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  stillborn(() => <Never />).unmount();
  const index = timers.mock.calls.findIndex(([, ms]) => ms === GRACE_MS);
  expect(timers.mock.results[index]?.value.hasRef()).toBe(false);
});

test("a hook outside of its provider says so", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { useRecord } = createAimDb({ records });
  const Card = (): ReactNode => <p>{useRecord("t")?.celsius}</p>;
  expect(() => render(<Card />)).toThrow(/Provider of this createAimDb/);
});

test("a wrong record is an error when the provider renders", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { Provider } = createAimDb({
    records: { t: { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 0 } } },
  });
  expect(() => render(<Provider />)).toThrow(/capacity/);
});

test("a thousand mounts leave nothing behind", async () => {
  const { Provider, useRecord, useRecordHistory, useAimDb } = createAimDb({ records });
  const databases: WeakRef<object>[] = [];
  function Card(): ReactNode {
    const db = useAimDb()!;
    useEffect(() => void databases.push(new WeakRef(db)), [db]);
    useRecordHistory("log", 5);
    return <p>{useRecord("t")?.celsius}</p>;
  }
  const { memory } = await glue();
  const mount = async (): Promise<void> => {
    const { unmount } = render(
      <Provider>
        <Card />
      </Provider>,
    );
    unmount();
    await settle(1);
  };
  for (let n = 0; n < 200; n++) await mount();
  const before = memory.buffer.byteLength;
  for (let n = 0; n < 1000; n++) await mount();
  // As in lifecycle.test.ts: the engine's own 16 bytes for each record.
  expect(memory.buffer.byteLength - before).toBeLessThan(1000 * 3 * 32);
  // Of JavaScript's heap React keeps what it rendered last.
  expect(databases.length).toBe(1200);
  await collectGarbage();
  expect(databases.filter((db) => db.deref() !== undefined).length).toBeLessThanOrEqual(2);
});

test("a thousand components come and go, and the record has no listener left", async () => {
  const { Provider, useRecord, useRecordHistory, useAimDb } = createAimDb({ records });
  let db!: TypedDb<typeof records>;
  let show!: (count: number) => void;
  function Card(): ReactNode {
    useRecord("t");
    return <i>{useRecordHistory("log", 2).length}</i>;
  }
  function App(): ReactNode {
    const [count, setCount] = useState(0);
    db = useAimDb()!;
    show = setCount;
    return Array.from({ length: count }, (_, index) => <Card key={index} />);
  }
  render(
    <Provider>
      <App />
    </Provider>,
  );
  act(() => show(1000));
  expect(db.record("log").stats().listeners).toBe(1000);
  act(() => show(0));
  expect(db.record("log").stats().listeners).toBe(0);
});
