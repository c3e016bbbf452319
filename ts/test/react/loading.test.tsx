// @vitest-environment jsdom
import { act, cleanup, render } from "@testing-library/react";
import { StrictMode, Suspense, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { isReady } from "@aimdb/wasm";
import { createAimDb } from "@aimdb/wasm/react";
import { settle, until } from "../help.js";
import { Boundary, records } from "./help.js";

// In this order: the second test loads the module, once and for all.

afterEach(() => vi.restoreAllMocks());

test("a module that cannot be loaded is an error for the boundary, and can be tried again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const wasm = new Uint8Array(8);
  const { Provider, retry } = createAimDb({ records, wasm });
  const tree = (
    <Boundary>
      <Suspense fallback="loading">
        <Provider>ready</Provider>
      </Suspense>
    </Boundary>
  );
  await act(async () => {
    render(tree);
    await settle();
  });
  expect(document.body.textContent).toMatch(/not a wasm module/);
  cleanup();

  retry();
  await act(async () => {
    render(tree);
    await settle();
  });
  expect(document.body.textContent).toMatch(/not a wasm module/);
  cleanup();
});

const shown = (): string | undefined => document.body.textContent?.trim();

test("it suspends while the module loads", async () => {
  const { Provider, useRecord } = createAimDb({ records });
  let mounted = 0;
  function Card(): ReactNode {
    mounted++;
    return <p>{useRecord("t") === null ? "none" : "some"}</p>;
  }
  expect(isReady()).toBe(false);
  await act(async () => {
    render(
      <StrictMode>
        <Suspense fallback="loading">
          <Provider>
            <Card />
          </Provider>
        </Suspense>
      </StrictMode>,
    );
  });
  expect(shown()).toBe("loading");
  expect(mounted).toBe(0);
  await act(() => until(() => isReady()));
  await act(() => settle());
  expect(shown()).toBe("none");
});
