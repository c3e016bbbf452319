// @vitest-environment jsdom
// Contracts as validators of libraries that know Standard Schema and nothing of AimDB:
// a form and a router.

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { afterEach, expect, expectTypeOf, test, vi } from "vitest";
import { StationStatus, Temperature } from "@aimdb/wasm";
import "./help.js";

afterEach(() => vi.restoreAllMocks());

const status: StationStatus = {
  state: "online",
  firmware: "1.4.2",
  tags: [],
  location: { latitude: 48.2, longitude: 16.4, timestamp: 1 },
  timestamp: 2,
};

function Form({ onValid }: { onValid: (value: StationStatus) => void }): ReactNode {
  const { register, handleSubmit, formState } = useForm({
    resolver: standardSchemaResolver(StationStatus),
    defaultValues: status,
  });
  const { errors } = formState;
  return (
    <form onSubmit={handleSubmit((value) => onValid(value))}>
      <input aria-label="firmware" {...register("firmware")} />
      <input aria-label="latitude" {...register("location.latitude", { valueAsNumber: true })} />
      <p role="alert">{errors.location?.latitude?.message}</p>
      <p>{Object.keys(errors).join()}</p>
      <button>Save</button>
    </form>
  );
}

const save = (): Promise<void> => act(async () => void fireEvent.click(screen.getByText("Save")));

test("a form checks by a contract, and the issue is at its field", async () => {
  const onValid = vi.fn();
  render(<Form onValid={onValid} />);
  fireEvent.change(screen.getByLabelText("latitude"), { target: { value: "north" } });
  await save();
  expect((await screen.findByText("location")).textContent).toBe("location");
  expect(screen.getByRole("alert").textContent).toMatch(/latitude/);
  expect(onValid).not.toHaveBeenCalled();

  fireEvent.change(screen.getByLabelText("latitude"), { target: { value: "47.5" } });
  await save();
  await vi.waitFor(() => expect(onValid).toHaveBeenCalled());
  expect(onValid.mock.calls[0]).toEqual([{ ...status, location: { ...status.location, latitude: 47.5 } }]);
  expect(screen.getByRole("alert").textContent).toBe("");
});

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof routed>;
  }
}

function routed(search: string) {
  // jsdom has none.
  vi.spyOn(window, "scrollTo").mockImplementation(() => {});
  const root = createRootRoute();
  const index = createRoute({
    getParentRoute: () => root,
    path: "/",
    validateSearch: Temperature,
    component: function Page(): ReactNode {
      const found = index.useSearch();
      expectTypeOf(found).toEqualTypeOf<Temperature>();
      return <p>{`${found.celsius} °C at ${found.timestamp}`}</p>;
    },
    errorComponent: ({ error }) => <p role="alert">{String(error)}</p>,
  });
  const history = createMemoryHistory({ initialEntries: [`/${search}`] });
  return createRouter({ routeTree: root.addChildren([index]), history });
}

test("a router checks its search parameters by a contract", async () => {
  render(<RouterProvider router={routed("?celsius=21.5&timestamp=5&else=1")} />);
  expect(await screen.findByText("21.5 °C at 5")).toBeDefined();
});

test("search parameters that break it are the route's error", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  render(<RouterProvider router={routed("?celsius=warm&timestamp=5")} />);
  expect((await screen.findByRole("alert")).textContent).toMatch(/celsius/);
});
