import { Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Dashboard } from "./dashboard.js";
import { Provider } from "./records.js";

createRoot(document.getElementById("root")!).render(
  <Suspense>
    <Provider>
      <Dashboard />
    </Provider>
  </Suspense>,
);
