import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { Crash } from "./crash.js";
import { install } from "./install.js";
import { Provider } from "./records.js";
import "./style.css";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Crash>
      <Suspense fallback={<p className="notice">Loading …</p>}>
        <Provider>
          <App />
        </Provider>
      </Suspense>
    </Crash>
  </StrictMode>,
);

void install();
