// @vitest-environment jsdom
import { act } from "@testing-library/react";
import { lazy, StrictMode, Suspense, type ComponentType, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, inject, test, vi } from "vitest";
import { isReady } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";
import { settle, until } from "../help.js";
import { Boundary, records } from "./help.js";

// In this order: the third test loads the module, once and for all.

afterEach(() => vi.restoreAllMocks());

test("on a server there is neither a module nor a value", () => {
  const { Provider, useRecord, useAimDb, useBridgeStatus, useRecordHistory } = createAimDb({
    records,
    bridge: { url: "ws://127.0.0.1:9/ws" },
  });
  function Card(): ReactNode {
    const text = [useRecord("t"), useAimDb(), useBridgeStatus(), useRecordHistory("t", 3).length].join("|");
    return <p>{`${text} ${useRecord("t", (value) => ({ none: value === null })).none}`}</p>;
  }
  const html = renderToString(
    <Provider>
      <Card />
    </Provider>,
  );
  expect(html).toBe("<p>||disconnected|0 true</p>");
  expect(isReady()).toBe(false);
});

test("a module that cannot be loaded after server rendering is an error for the boundary", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { Provider, useRecord, retry } = createAimDb({ records, wasm: new Uint8Array(8) });
  const Card = (): ReactNode => <p>{useRecord("t")?.celsius ?? "none"}</p>;
  const app = (
    <Boundary>
      <Provider>
        <Card />
      </Provider>
    </Boundary>
  );
  const container = document.createElement("div");
  container.innerHTML = renderToString(app);
  expect(container.textContent).toBe("none");
  const root = await act(() => hydrateRoot(container, app));
  await act(() => settle());
  expect(container.textContent).toMatch(/not a wasm module/);
  expect(isReady()).toBe(false);
  retry();
  await act(() => root.unmount());
});

test("hydration shows what the server showed, then the value, without a fallback between", async () => {
  const { Provider, useRecord, useSetRecord } = createAimDb({ records });
  let set!: (value: { celsius: number; timestamp: number }) => void;
  function Card(): ReactNode {
    set = useSetRecord("t");
    return <p>{useRecord("t")?.celsius ?? "none"}</p>;
  }
  const app = (
    <StrictMode>
      <Suspense fallback="loading">
        <Provider>
          <Card />
        </Provider>
      </Suspense>
    </StrictMode>
  );
  const complaints = vi.spyOn(console, "error");
  const container = document.createElement("div");
  container.innerHTML = renderToString(app);
  expect(container.textContent).toBe("none");
  expect(isReady()).toBe(false);
  const texts = new Set<string | null>();
  const observer = new MutationObserver(() => texts.add(container.textContent));
  observer.observe(container, { childList: true, subtree: true, characterData: true });
  const root = await act(() => hydrateRoot(container, app));
  expect(() => set({ celsius: 1, timestamp: 1 })).toThrow(/not there yet/);
  await act(() => until(() => isReady()));
  await act(() => settle());
  await act(async () => {
    set({ celsius: 5, timestamp: 1 });
    await settle();
  });
  expect(container.textContent).toBe("5");
  expect([...texts]).toEqual(["5"]);
  expect(complaints).not.toHaveBeenCalled();
  await act(() => root.unmount());
});

// React 18 puts the fallback in the place of a part whose code is not there when its provider changes.
test.skipIf(inject("react") === 18)("a part that hydrates later than its provider shows what the server showed, too", async () => {
  const { Provider, useAimDb, useBridge, useBridgeStatus, useRecord, useRecordHistory } = createAimDb({
    records,
    bridge: { url: "ws://127.0.0.1:9/ws", autoReconnect: false },
  });
  const Value = (): ReactNode => <p>{useAimDb() === null ? "none" : "open"}</p>;
  function Card(): ReactNode {
    const there = [useAimDb(), useBridge(), useRecord("t", () => null)].map((part) => part !== null);
    return <p>{[...there, useBridgeStatus(), useRecordHistory("log", 2).length].join(" ")}</p>;
  }
  const page = (Late: ComponentType): ReactNode => (
    <Provider>
      <Value />
      <Suspense fallback="loading">
        <Late />
      </Suspense>
    </Provider>
  );
  const complaints = vi.spyOn(console, "error");
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const container = document.createElement("div");
  container.innerHTML = renderToString(page(Card));
  expect(container.textContent).toBe("nonefalse false false disconnected 0");
  let arrive!: (module: { default: ComponentType }) => void;
  const Late = lazy(() => new Promise<{ default: ComponentType }>((resolve) => (arrive = resolve)));
  const recovered = vi.fn();
  const root = await act(() => hydrateRoot(container, page(Late), { onRecoverableError: recovered }));
  await act(() => until(() => container.textContent!.startsWith("open")));
  expect(container.textContent).toBe("openfalse false false disconnected 0");
  await act(async () => {
    arrive({ default: Card });
    await settle();
  });
  expect(container.textContent).toMatch(/^opentrue true false/);
  expect(recovered).not.toHaveBeenCalled();
  expect(complaints).not.toHaveBeenCalled();
  await act(() => root.unmount());
});
