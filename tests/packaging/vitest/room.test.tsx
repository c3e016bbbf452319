// @vitest-environment jsdom
// How an application tests its components: with the real database instead of made-up values.

import { init } from "@aimdb/wasm";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Provider, Room, useAimDb } from "./room.js";

let db: NonNullable<ReturnType<typeof useAimDb>>;

function Grab() {
  db = useAimDb()!;
  return null;
}

// Loaded beforehand, nothing suspends.
beforeAll(() => init());

beforeEach(() => {
  render(
    <Provider>
      <Grab />
      <Room />
    </Provider>,
  );
});

afterEach(async () => {
  cleanup();
  // It goes a task after its last provider: StrictMode takes one away and puts it back.
  await vi.waitFor(() => expect(db.closed).toBe(true));
});

test("it shows the room's temperature", async () => {
  expect(screen.getByRole("status").textContent).toBe("…");
  await act(async () => db.set("room", { celsius: 21.5, timestamp: 1 }));
  expect(screen.getByRole("status").textContent).toBe("21.5 °C");
});

test("each test has a database of its own, and the button writes to it", () => {
  expect(db.get("room")).toBeNull();
  fireEvent.click(screen.getByRole("button"));
  expect(db.get("wish")).toEqual({ target_celsius: 22, timestamp: 1 });
});

test("a made-up value that no server would send is refused", () => {
  expect(() => db.set("room", JSON.parse('{ "celsius": "warm", "timestamp": 1 }'))).toThrow(/celsius/);
});
