// @vitest-environment jsdom
import { act, render } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test, vi } from "vitest";
import { isReady } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";
import { settle, until } from "../help.js";
import { Server } from "../server.js";
import { controlTime, GRACE_MS, records } from "./help.js";

// One test: it loads the module, once and for all.

test("who leaves while the module loads leaves no connection behind; who comes later gets one", async () => {
  controlTime();
  const server = await Server.start();
  let attempts = 0;
  const url = (): string => {
    attempts++;
    return server.url;
  };
  const { Provider } = createAimDb({ records, bridge: { url, backoff: [1] } });
  const tree = (
    <Suspense fallback="loading">
      <Provider>shown</Provider>
    </Suspense>
  );
  expect(isReady()).toBe(false);
  const { unmount, container } = await act(async () => render(tree));
  expect(container.textContent).toBe("loading");
  unmount();
  await act(() => until(() => isReady()));
  await act(() => settle());
  vi.advanceTimersByTime(GRACE_MS);
  await until(() => server.connections === 0);
  const before = attempts;
  server.drop();
  await settle(20);
  expect([server.connections, attempts]).toEqual([0, before]);

  const second = render(tree);
  expect(second.container.textContent).toBe("shown");
  await act(() => until(() => server.connections === 1));
  vi.advanceTimersByTime(2 * GRACE_MS);
  await act(() => settle(20));
  expect([server.connections, attempts]).toEqual([1, before + 1]);
  second.unmount();
  await until(() => server.connections === 0);
  await server.stop();
});
