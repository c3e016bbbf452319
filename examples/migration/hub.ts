/** Where the hub is; `?hub=ws://host:port/ws` names another one. */
export const HUB = new URLSearchParams(window.location.search).get("hub") ?? "ws://127.0.0.1:8089/ws";
