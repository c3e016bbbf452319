import { render } from "@testing-library/react";
import { createElement, StrictMode, useEffect } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDb, WsBridge, type WasmDb } from "@aimdb/wasm";
import { mountDevtools } from "@aimdb/wasm/devtools";
import { celsius, collectErrors, makeDb, settle, until } from "./help.js";
import { createAimDb } from "@aimdb/wasm/react";
import { formatRate, toJson } from "../dist/devtools/format.js";
import { Server } from "./server.js";

let db: WasmDb;
let ends: (() => void)[] = [];

beforeEach(() => {
  localStorage.clear();
  db = makeDb();
  db.configureRecord("sensors.temperature.vienna", { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 4 } });
  db.configureRecord("sensors.status.vienna", { schemaType: "station_status", buffer: "SingleLatest" });
  db.configureRecord("commands.setpoint.room1", { schemaType: "setpoint", buffer: "Mailbox" });
});

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  vi.restoreAllMocks();
});

/** Mounts a panel, open unless said otherwise, and finds things in it. */
function mount(of: Parameters<typeof mountDevtools>[0] = db, options: Parameters<typeof mountDevtools>[1] = { open: true }) {
  const unmount = mountDevtools(of, options);
  ends.push(unmount);
  const host = [...document.querySelectorAll("aimdb-devtools")].at(-1)!;
  const root = host.shadowRoot!;
  const button = (name: string): HTMLButtonElement => {
    const found = [...root.querySelectorAll("button")].find(
      (one) => (one.getAttribute("aria-label") ?? one.textContent).startsWith(name) && !one.hidden,
    );
    if (found === undefined) throw new Error(`no button ${name}`);
    return found;
  };
  const row = (key: string): HTMLElement | undefined =>
    [...root.querySelectorAll<HTMLElement>(".rows .record")].find((one) => one.querySelector(".name")?.textContent === key);
  const cell = (key: string, name: string): string => row(key)?.querySelector(`.row .${name}`)?.textContent ?? "";
  const problems = (): string[] =>
    [...root.querySelectorAll(".problems .row:not(.head)")].map((one) =>
      [...one.children].slice(1).map((part) => part.textContent).filter((part) => part !== "").join(" | "),
    );
  const footer = (): string => root.querySelector("footer")!.textContent;
  const filter = (text: string): void => {
    const input = root.querySelector("input")!;
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  return { unmount, host, root, button, row, cell, problems, footer, filter };
}

const T = "sensors.temperature.vienna";
const status = {
  state: "online",
  firmware: "1.4.2",
  tags: ["roof", "city"],
  location: { latitude: 48.2, longitude: 16.3, altitude: 171, accuracy: 3, timestamp: 1 },
  timestamp: 2,
};

test("records with contract, value, unit, rate and listeners, as they change", async () => {
  const panel = mount();
  await until(() => panel.row(T) !== undefined);
  expect(panel.cell(T, "contract")).toBe("temperature");
  expect(panel.cell(T, "value")).toBe("–");
  const offs = [db.subscribe(T, () => {}), db.subscribe(T, () => {})];
  db.set(T, { celsius: 21.5, timestamp: 1 });
  await until(() => panel.cell(T, "value") === "21.5°C" && panel.cell(T, "listeners") === "2");
  offs[0]!();
  db.set(T, celsius(22));
  await until(() => panel.cell(T, "value") === "22°C" && panel.cell(T, "listeners") === "1");
  expect(Number(panel.cell(T, "rate"))).toBeGreaterThan(0);
  db.set("sensors.status.vienna", status);
  await until(() => panel.cell("sensors.status.vienna", "value").includes('"online"'));
  db.configureRecord("late", { schemaType: "humidity", buffer: "SingleLatest" });
  db.set("late", { percent: 40, timestamp: 1 });
  await until(() => panel.cell("late", "value") === "40%");
  expect(panel.footer()).toContain("4 records");
});

test("values lost to a listener are counted, and only those", async () => {
  const panel = mount();
  db.subscribe(T, () => {});
  for (let n = 0; n < 10; n++) db.set(T, celsius(n));
  await until(() => panel.cell(T, "value") === "9°C");
  await until(() => panel.cell(T, "lost") === String(db.record(T).stats().lagged));
  expect(panel.cell(T, "lost")).toBe("6");
  expect(panel.row(T)!.querySelector(".lost")!.className).toContain("warn");
});

test("the signal is drawn", async () => {
  const panel = mount();
  db.set(T, celsius(1));
  await until(() => panel.row(T) !== undefined);
  const line = panel.row(T)!.querySelector<SVGPathElement>(".spark .line")!;
  const points = (): number => (line.getAttribute("d")!.match(/[ML]/g) ?? []).length;
  await until(() => points() >= 2);
  db.set(T, celsius(30));
  await until(() => points() >= 4);
  const { width, height } = line.getBoundingClientRect();
  expect(width).toBeGreaterThan(1);
  expect(height).toBeGreaterThan(10);
  expect(line.parentElement!.getAttribute("aria-label")).toMatch(/^celsius: 1 to 30 °C in \d+ seconds?$/);
  expect(panel.row("sensors.status.vienna")!.querySelector(".spark")).toBeNull();
});

test("a record unfolds to its fields with their units, and what is known of it", async () => {
  const panel = mount();
  db.set("sensors.status.vienna", status);
  db.set(T, celsius(20));
  await until(() => panel.cell(T, "value") !== "–");
  panel.button("sensors.status.vienna").click();
  panel.button(T).click();
  const fields = (key: string): string[] =>
    [...panel.row(key)!.querySelectorAll("dt")].map((name) => `${name.textContent} ${name.nextElementSibling!.textContent}`);
  expect(fields(T)).toEqual(["celsius 20 °C", "timestamp 20 ms"]);
  expect(fields("sensors.status.vienna")).toEqual([
    'state "online"',
    'firmware "1.4.2"',
    "tags [2]",
    '0 "roof"',
    '1 "city"',
    "location ",
    "latitude 48.2",
    "longitude 16.3",
    "altitude 171",
    "accuracy 3",
    "timestamp 1",
    "timestamp 2 ms",
  ]);
  expect(panel.row(T)!.querySelector(".facts")!.textContent).toMatch(/temperature v\d+\nSpmcRing, 4 values\n1 written/);
  db.set("sensors.status.vienna", { ...status, tags: [] });
  await until(() => fields("sensors.status.vienna").includes("tags [0]"));
  expect(fields("sensors.status.vienna")).toHaveLength(10);
  panel.button(T).click();
  expect(panel.row(T)!.querySelector("dl")).toBeNull();
  expect(panel.button(T).getAttribute("aria-expanded")).toBe("false");
});

test("a command in a Mailbox is shown and left there", async () => {
  const panel = mount();
  db.set("commands.setpoint.room1", { target_celsius: 21, timestamp: 1 });
  await until(() => panel.cell("commands.setpoint.room1", "value") === "21°C");
  await new Promise((resolve) => setTimeout(resolve, 600));
  const got: number[] = [];
  db.subscribe("commands.setpoint.room1", (value) => got.push(value.target_celsius));
  await settle();
  expect(got).toEqual([21]);
});

test("what set refuses is told with its path, also of the time before it was opened", async () => {
  const panel = mount(db, { open: false });
  const wrong = { celsius: "warm", timestamp: 1 };
  for (let n = 0; n < 3; n++) expect(() => db.set(T, wrong)).toThrow();
  expect(() => db.record("sensors.status.vienna").set({ ...status, location: { latitude: 1n } })).toThrow();
  expect(() => db.set(T, "x")).toThrow();
  await until(() => panel.button("Open the AimDB panel").getAttribute("aria-label") === "Open the AimDB panel: 5 problems");
  panel.button("Open").click();
  await until(() => panel.problems().length === 3);
  expect(panel.problems()[2]).toBe(`×3 | set | ${T} | celsius | expected a number (f32), got string "warm"`);
  expect(panel.problems()[1]).toMatch(/^set \| sensors\.status\.vienna \| location\.\w+ \| expected /);
  expect(panel.problems()[0]).toContain("expected");
  panel.filter("warm celsius");
  expect(panel.problems()).toHaveLength(1);
});

test("errors of pipelines and listeners are told, once each", async () => {
  collectErrors(db);
  const panel = mount();
  db.source(T, function* () {
    yield { celsius: "from a source", timestamp: 1 } as never;
  });
  db.subscribe(T, () => {
    throw new RangeError("too warm");
  });
  db.transform(T, "sensors.status.vienna", () => ({ celsius: null }));
  db.set(T, celsius(1));
  db.set("sensors.status.vienna", status);
  await until(() => panel.problems().length === 3);
  expect(panel.problems().sort()).toEqual([
    expect.stringMatching(/^listener \| sensors\.temperature\.vienna \| RangeError: too warm$/),
    expect.stringMatching(/^set \| sensors\.temperature\.vienna \| celsius \| expected .*from a source/),
    expect.stringMatching(/^transform \| sensors\.temperature\.vienna \| \w+ \| expected /),
  ]);
});

test("connections: status, queue, bytes, round trip, what the server sent amiss", async () => {
  const server = await Server.start();
  try {
    const panel = mount();
    await until(() => panel.footer().includes("no bridge"));
    const bridge = WsBridge.connect(db, server.url, { backoff: [10] });
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await until(() => panel.footer().startsWith("connected"));
    expect(panel.footer()).toMatch(/queue 0in \d+ Bout \d+ Brtt \d+ ms/);
    server.send({ type: "data", topic: "sensors/temperature/vienna", payload: { celsius: [], timestamp: 1 }, ts: 1 });
    server.send({ type: "error", code: "FORBIDDEN", topic: "x", message: "not yours" });
    await until(() => panel.problems().length === 2);
    expect(panel.problems()).toEqual([
      "bridge | – | forbidden: not yours",
      expect.stringMatching(/^bridge \| sensors\.temperature\.vienna \| celsius \| expected a number/),
    ]);
    expect(warn, "the panel looks on: the console is told as without it").toHaveBeenCalledTimes(2);
    bridge.pause();
    db.set(T, celsius(1));
    db.set(T, celsius(2));
    await until(() => panel.footer().startsWith("pausedqueue 2"));
    bridge.resume();
    await until(() => panel.footer().startsWith("connectedqueue 0"));
    bridge.disconnect();
    await until(() => panel.footer().includes("no bridge"));
  } finally {
    await server.stop();
  }
});

test("the export holds what the panel shows", async () => {
  const panel = mount();
  db.subscribe(T, () => {});
  for (let n = 0; n < 6; n++) db.set(T, celsius(n));
  expect(() => db.set(T, {})).toThrow();
  await until(() => panel.cell(T, "value") === "5°C" && panel.cell(T, "lost") === "2" && panel.problems().length === 1);
  panel.button("Pause").click();
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "data:,";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  panel.button("Download").click();
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  panel.button("Copy").click();
  const text = await blobs[0]!.text();
  expect(copied).toEqual([text]);
  const report = JSON.parse(text) as {
    records: { key: string; [name: string]: unknown }[];
    problems: unknown[];
    bridges: unknown[];
  };
  const record = report.records.find(({ key }) => key === T)!;
  expect(record).toMatchObject({
    contract: "temperature",
    buffer: "SpmcRing",
    capacity: 4,
    value: { celsius: 5, timestamp: 5 },
    unit: "°C",
    signal: "celsius",
    produced: 6,
    lagged: Number(panel.cell(T, "lost")),
    listeners: Number(panel.cell(T, "listeners")),
  });
  expect(formatRate(record["rate"] as number)).toBe(panel.cell(T, "rate"));
  expect((record["history"] as (number | null)[]).at(-1)).toBe(5);
  expect(report.records).toHaveLength(3);
  expect(report.problems).toMatchObject([{ key: T, in: "set", code: "contract", count: 1, path: "celsius" }]);
  expect(report.bridges).toEqual([]);
});

test("a bigint is exported as its digits, and a gap as null", () => {
  expect(toJson({ big: 2n ** 60n, gap: NaN })).toBe('{"big":"1152921504606846976","gap":null}');
});

test("where copying is not allowed, it says so", async () => {
  const panel = mount();
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
  panel.button("Copy").click();
  await until(() => panel.root.querySelector("[role=status]")!.textContent.includes("download it instead"));
});

test("filter, pause, clear", async () => {
  const panel = mount();
  db.set(T, celsius(1));
  await until(() => panel.cell(T, "value") === "1°C");
  const shown = (): string[] =>
    [...panel.root.querySelectorAll<HTMLElement>(".rows .record")]
      .filter((one) => !one.hidden)
      .map((one) => one.querySelector(".name")!.textContent);
  panel.filter("VIENNA temp");
  expect(shown()).toEqual([T]);
  panel.filter("nothing of this kind");
  expect(shown()).toEqual([]);
  expect(panel.root.querySelector<HTMLElement>(".empty:not([hidden])")!.textContent).toContain("filter");
  panel.filter("");
  expect(shown()).toHaveLength(3);

  panel.button("Pause").click();
  expect(panel.button("Pause").getAttribute("aria-pressed")).toBe("true");
  const records = vi.spyOn(db, "records");
  db.set(T, celsius(2));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(panel.cell(T, "value")).toBe("1°C");
  expect(records).not.toHaveBeenCalled();
  panel.button("Pause").click();
  await until(() => panel.cell(T, "value") === "2°C");

  expect(() => db.set(T, {})).toThrow();
  await until(() => panel.problems().length === 1);
  panel.button("Clear").click();
  expect(panel.problems()).toEqual([]);
  expect(panel.cell(T, "value")).toBe("2°C");
});

test("closed, it looks at nothing, and it opens as it was left", async () => {
  const records = vi.spyOn(db, "records");
  const panel = mount(db, {});
  db.set(T, celsius(1));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(records).not.toHaveBeenCalled();
  panel.button("Open").click();
  await until(() => panel.cell(T, "value") === "1°C");
  panel.unmount();
  const again = mount(db, {});
  await until(() => again.cell(T, "value") === "1°C");
  again.button("Close").click();
  again.unmount();
  records.mockClear();
  mount(db, {});
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(records).not.toHaveBeenCalled();
});

test("rows out of sight are not drawn until they come into sight", async () => {
  for (let n = 0; n < 300; n++) db.configureRecord(`r${n}`, { schemaType: "humidity", buffer: "SingleLatest" });
  const panel = mount();
  await until(() => panel.row("r299") !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 400));
  for (let n = 0; n < 300; n++) db.set(`r${n}`, { percent: 7, timestamp: 1 });
  await until(() => panel.cell("r0", "value") === "7%");
  expect(panel.cell("r299", "value")).toBe("–");
  panel.row("r299")!.scrollIntoView();
  await until(() => panel.cell("r299", "value") === "7%");
});

test("of very many records the first thousand have a row, and the filter finds the others", async () => {
  const many = makeDb();
  for (let n = 0; n < 1200; n++) many.configureRecord(`r${n}.`, { schemaType: "humidity", buffer: "SingleLatest" });
  const panel = mount(many);
  const keys = (): (string | null)[] =>
    [...panel.root.querySelectorAll(".rows .record:not([hidden]) .name")].map((name) => name.textContent);
  await until(() => keys().length === 1000);
  expect(panel.root.querySelector(".empty")!.textContent).toBe("and 200 more: filter them");
  panel.filter("199.");
  expect(keys()).toEqual(["r199.", "r1199."]);
  panel.filter("99.");
  expect(keys()).toEqual(["r99.", ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((n) => `r${n}99.`)]);
  expect(panel.root.querySelector<HTMLElement>(".empty")!.hidden).toBe(true);
});

test("what is typed into the filter is not the page's shortcut", () => {
  const panel = mount();
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  ends.push(() => document.removeEventListener("keydown", heard));
  const type = (target: Element): boolean =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true, composed: true }));
  type(panel.root.querySelector("input")!);
  expect(heard).not.toHaveBeenCalled();
  type(panel.button("Pause"));
  expect(heard).toHaveBeenCalledOnce();
});

test("a freed database is shown as it was last", async () => {
  const panel = mount();
  db.set(T, celsius(1));
  await until(() => panel.cell(T, "value") === "1°C");
  db.free();
  await until(() => panel.footer().includes("was freed"));
  expect(panel.cell(T, "value")).toBe("1°C");
  panel.button("Clear").click();
  panel.button("Close").click();
  panel.button("Open").click();
  await settle();
  expect(panel.footer()).toContain("was freed");
  panel.unmount();
  const later = mount(db);
  await until(() => later.footer().includes("was freed"));
});

test("a database has one panel, two have two", () => {
  const first = mount();
  const second = mount();
  expect(first.host.isConnected).toBe(false);
  first.unmount();
  expect(second.host.isConnected, "the first one's function does not end the second").toBe(true);
  const other = mount(openDb({ records: { t: { schemaType: "temperature", buffer: "SingleLatest" } } }));
  expect(document.querySelectorAll("aimdb-devtools")).toHaveLength(2);
  const labels = [second, other].map(({ root }) => root.querySelector("section")!.getAttribute("aria-label"));
  expect(new Set(labels).size).toBe(2);
});

test("it fills a container, in the theme it is told", async () => {
  const container = document.createElement("div");
  container.style.height = "200px";
  document.body.append(container);
  ends.push(() => container.remove());
  const panel = mount(db, { container, theme: "dark" });
  await until(() => panel.row(T) !== undefined);
  expect(panel.host.parentElement).toBe(container);
  expect(panel.root.querySelector(".panel")!.getBoundingClientRect().height).toBe(200);
  expect(() => panel.button("Close")).toThrow();
  const paper = (): string => getComputedStyle(panel.root.querySelector(".panel")!).backgroundColor;
  const dark = paper();
  panel.unmount();
  const light = mount(db, { container, theme: "light" });
  expect(getComputedStyle(light.root.querySelector(".panel")!).backgroundColor).not.toBe(dark);
});

test("unmounted, nothing is left", async () => {
  const timers = new Set<unknown>();
  const frames = new Set<number>();
  const { setTimeout: set, clearTimeout: clear, requestAnimationFrame: ask, cancelAnimationFrame: cancel } = window;
  const here = (): boolean => /devtools\/(loop|panel|report)/.test(new Error("where").stack ?? "");
  vi.spyOn(window, "setTimeout").mockImplementation(((task: () => void, ms?: number) => {
    if (!here()) return set(task, ms);
    const id = set(() => {
      timers.delete(id);
      task();
    }, ms);
    timers.add(id);
    return id;
  }) as typeof window.setTimeout);
  vi.spyOn(window, "clearTimeout").mockImplementation((id) => {
    timers.delete(id);
    clear(id as number);
  });
  vi.spyOn(window, "requestAnimationFrame").mockImplementation((task) => {
    const id = ask((time) => {
      frames.delete(id);
      task(time);
    });
    frames.add(id);
    return id;
  });
  vi.spyOn(window, "cancelAnimationFrame").mockImplementation((id) => {
    frames.delete(id);
    cancel(id);
  });
  const observers = vi.spyOn(IntersectionObserver.prototype, "disconnect");
  const listened = [window, document, document.body].map((target) => vi.spyOn(target, "addEventListener"));
  const before = document.body.childNodes.length;
  const panel = mount();
  await until(() => panel.row(T) !== undefined);
  expect(timers.size + frames.size, "the test sees its timers").toBeGreaterThan(0);
  panel.unmount();
  panel.unmount();
  expect([timers.size, frames.size]).toEqual([0, 0]);
  expect(observers).toHaveBeenCalledOnce();
  expect(document.body.childNodes.length).toBe(before);
  const records = vi.spyOn(db, "records");
  expect(() => db.set(T, {})).toThrow();
  await new Promise((resolve) => set(resolve, 600));
  expect(records).not.toHaveBeenCalled();
  expect(panel.problems()).toEqual([]);
  for (const spy of listened) expect(spy.mock.calls.map(([type]) => type)).toEqual([]);
});

test("in React: one panel in StrictMode, which goes with the component and its database", async () => {
  const { Provider, useAimDb } = createAimDb({ records: { t: { schemaType: "temperature", buffer: "SingleLatest" } } });
  function Devtools(): null {
    const of = useAimDb();
    useEffect(() => (of === null ? undefined : mountDevtools(of, { open: true })), [of]);
    return null;
  }
  const { unmount } = render(createElement(StrictMode, null, createElement(Provider, null, createElement(Devtools))));
  await until(() => document.querySelectorAll("aimdb-devtools").length === 1);
  const { shadowRoot } = document.querySelector("aimdb-devtools")!;
  await until(() => shadowRoot!.querySelector(".name")?.textContent === "t");
  unmount();
  expect(document.querySelectorAll("aimdb-devtools")).toHaveLength(0);
  await settle();
});

test("clear errors for wrong arguments", () => {
  expect(() => mountDevtools({} as never)).toThrow(/expected a database, got/);
  expect(() => mountDevtools(null as never)).toThrow(/expected a database, got null/);
});

test("onIncident: what it tells, and what it does not change", async () => {
  const incidents: unknown[] = [];
  const off = db.onIncident((incident) => incidents.push(incident));
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  db.onIncident(() => {
    throw new Error("an observer that fails");
  });
  let thrown: unknown;
  try {
    db.set(T, { celsius: "x", timestamp: 1 });
  } catch (error) {
    thrown = error;
  }
  expect(incidents).toEqual([{ key: T, in: "set", error: thrown }]);
  expect(quiet).toHaveBeenCalledOnce();
  off();
  expect(() => db.set(T, {})).toThrow(/expected/);
  expect(incidents).toHaveLength(1);
  expect(() => db.onIncident(5 as never)).toThrow(/onIncident/);
});
