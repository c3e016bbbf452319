import { createRoot } from "react-dom/client";
import { Dashboard } from "./dashboard.js";

createRoot(document.getElementById("root")!).render(<Dashboard />);
