// What the seed's snippets use and leave to the reader.

declare function renderDashboard(temperature: { readonly celsius: number }): void;
declare function updateConnectionIndicator(
  status: "connecting" | "connected" | "disconnected" | "reconnecting",
): void;
