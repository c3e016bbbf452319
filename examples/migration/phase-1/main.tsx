import { init } from "@aimdb/wasm";
import { createRoot } from "react-dom/client";
import { Dashboard } from "./dashboard.js";

await init();
createRoot(document.getElementById("root")!).render(<Dashboard />);
