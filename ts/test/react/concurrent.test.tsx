// @vitest-environment jsdom
// Rendering that React interrupts while values come: what is committed is of one moment.

import { memo, startTransition, useDeferredValue, useEffect, useReducer, useState, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { flushSync } from "react-dom";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TypedDb } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";
import { celsius, settle, until } from "../help.js";
import { records } from "./help.js";

const CELLS = 30;
/** Longer in all than the five milliseconds after which React lets others run. */
const SLOW_MS = 1.5;

type Key = "t" | "log";

const { Provider, useRecord, useAimDb } = createAimDb({ records });
let db: TypedDb<typeof records>;
let root: Root;
let container: HTMLElement;
/** What was on the page after each commit: what each cell showed. */
let commits: string[][];
let observer: MutationObserver;

beforeEach(() => {
  // Here React works as it does in an application, by its own scheduler.
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
  commits = [];
  container = document.body.appendChild(document.createElement("div"));
  root = createRoot(container);
  observer = new MutationObserver(() => {
    commits.push(Array.from(container.querySelectorAll("i"), (cell) => cell.textContent));
  });
  observer.observe(container, { childList: true, subtree: true, characterData: true });
});

afterEach(() => {
  observer.disconnect();
  root.unmount();
  container.remove();
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
});

function work(): void {
  const end = performance.now() + SLOW_MS;
  while (performance.now() < end);
}

/** What a cell shows of a record. It works for a while, so that React pauses between two. */
type Read = (key: Key) => string;

const readRecord: Read = (key) => {
  work();
  return `${key} ${useRecord(key)?.celsius}`;
};

const readSelection: Read = (key) => {
  work();
  // Another function and another object each time.
  const { shown } = useRecord(key, (value) => ({ shown: `${key} ${value?.celsius}` }));
  return shown;
};

/** The way one would write it by hand, without `useSyncExternalStore`. */
const readByHand: Read = (key) => {
  work();
  const [, force] = useReducer((count: number) => count + 1, 0);
  useEffect(() => db.subscribe(key, force), [key]);
  return `${key} ${db.get(key)?.celsius}`;
};

const Cell = memo(function Cell({ read, name }: { read: Read; name: Key }): ReactNode {
  return <i>{read(name)}</i>;
});

const Cells = memo(function Cells({ read, name }: { read: Read; name: Key }): ReactNode {
  return Array.from({ length: CELLS }, (_, index) => <Cell key={index} read={read} name={name} />);
});

function Grab(): null {
  db = useAimDb()!;
  return null;
}

function mount(app: ReactNode): void {
  flushSync(() =>
    root.render(
      <Provider>
        <Grab />
        {app}
      </Provider>,
    ),
  );
}

/** Writes a record over and over, one task after the other, until `done`; gives how often. */
async function writeUntil(key: Key, done: () => boolean): Promise<number> {
  let n = 0;
  await until(() => {
    n++;
    db.set(key, celsius(n));
    return done();
  });
  await settle(10);
  return n;
}

const torn = (): string[][] => commits.filter((cells) => new Set(cells).size > 1);
const shows = (text: string): boolean => commits.some((cells) => cells[0]?.startsWith(text));

/** Shows the cells in a transition, which takes many times longer than a write. */
async function transition(read: Read): Promise<void> {
  let show!: (on: boolean) => void;
  function App(): ReactNode {
    const [on, setOn] = useState(false);
    show = setOn;
    return on && <Cells read={read} name="t" />;
  }
  mount(<App />);
  startTransition(() => show(true));
  const writes = await writeUntil("t", () => shows("t"));
  expect(writes, "values came while it rendered").toBeGreaterThan(2);
  expect(commits.at(-1)).toEqual(Array<string>(CELLS).fill(`t ${writes}`));
}

test.each([
  ["useRecord", readRecord],
  ["a selector", readSelection],
])("%s: a transition that values interrupt is not torn", async (_, read) => {
  await transition(read);
  expect(torn()).toEqual([]);
});

/** Changes the key of the cells, which they follow by `useDeferredValue`. */
async function deferral(read: Read): Promise<void> {
  let choose!: (key: Key) => void;
  function App(): ReactNode {
    const [key, setKey] = useState<Key>("t");
    choose = setKey;
    return (
      <>
        <b>{key}</b>
        <Cells read={read} name={useDeferredValue(key)} />
      </>
    );
  }
  mount(<App />);
  choose("log");
  await until(() => container.querySelector("b")?.textContent === "log");
  // Of "t", which is still on the page, each write would render at once, and nothing else.
  const writes = await writeUntil("log", () => shows("log"));
  expect(writes, "values came while it rendered").toBeGreaterThan(2);
  expect(commits.at(-1)).toEqual(Array<string>(CELLS).fill(`log ${writes}`));
}

test.each([
  ["useRecord", readRecord],
  ["a selector", readSelection],
])("%s: a key that lags behind by useDeferredValue is not torn", async (_, read) => {
  await deferral(read);
  expect(torn()).toEqual([]);
});

test.each([
  ["transition", transition],
  ["deferral", deferral],
])("by hand a %s is torn: the tests would notice", async (_, act) => {
  await act(readByHand);
  expect(torn()).not.toEqual([]);
});
