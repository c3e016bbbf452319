import { cleanup } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { afterEach, vi } from "vitest";
import { settle } from "../help.js";

/** React's own warnings about updates outside of act() are of no interest here. */
(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

afterEach(async () => {
  vi.useRealTimers();
  cleanup();
  // The database goes a task after its last provider.
  await settle();
});

/** How long a database waits for a provider that rendered and is not on the page yet. */
export const GRACE_MS = 10_000;

/** From here on time goes by as always, and faster with `vi.advanceTimersByTime`. */
export function controlTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
}

/** Two records, as `createAimDb` takes them. */
export const records = {
  t: { schemaType: "temperature", buffer: "SingleLatest" },
  log: { schemaType: "temperature", buffer: { type: "SpmcRing", capacity: 100 } },
  mail: { schemaType: "setpoint", buffer: "Mailbox" },
} as const;

/** Shows the message of an error below it. */
export class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }
  override render(): ReactNode {
    return this.state.error?.message ?? this.props.children;
  }
}
