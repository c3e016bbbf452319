// Listens on behalf of tests in a browser: one control socket, one port.

import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { WebSocketServer, type WebSocket } from "ws";
import { listen, type Socket } from "./sockets.node.js";

/** What the browser asks for. */
export type Command =
  | { type: "send"; socket: number; text: string; bytes?: undefined }
  | { type: "send"; socket: number; bytes: number[] }
  | { type: "close" | "terminate"; socket: number }
  | { type: "stop" };

/** What it is told. */
export type Report =
  | { type: "listening"; port: number }
  | { type: "message"; socket: number; text: string }
  | { type: "connection" | "gone"; socket: number };

declare module "vitest" {
  interface ProvidedContext {
    /** The relay's port. */
    relay: number;
    /** How the fuzz test runs. */
    fuzz: { seed: number | undefined; rounds: number | undefined };
    /** React's major version. */
    react: number;
  }
}

/** Vitest calls this before the tests of a browser, and the result after them. */
export default async function setup(project: TestProject): Promise<() => void> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  project.provide("relay", (server.address() as AddressInfo).port);
  server.on("connection", (control) => void serve(control));
  return () => {
    for (const control of server.clients) control.terminate();
    server.close();
  };
}

async function serve(control: WebSocket): Promise<void> {
  const tell = (report: Report): void => control.send(JSON.stringify(report));
  const ids = new Map<Socket, number>();
  const sockets: Socket[] = [];
  const listener = await listen({
    connection(socket) {
      const id = sockets.push(socket) - 1;
      ids.set(socket, id);
      tell({ type: "connection", socket: id });
      (socket as WebSocket).on("close", () => tell({ type: "gone", socket: id }));
    },
    message: (socket, text) => tell({ type: "message", socket: ids.get(socket)!, text }),
  });
  control.on("message", (data) => {
    const command = JSON.parse(String(data)) as Command;
    if (command.type === "stop") return control.close();
    const socket = sockets[command.socket]!;
    if (command.type === "send") socket.send(command.bytes ? new Uint8Array(command.bytes) : command.text);
    else socket[command.type]();
  });
  control.on("close", () => {
    for (const socket of listener.clients) socket.terminate();
    void listener.stop();
  });
  tell({ type: "listening", port: listener.port });
}
