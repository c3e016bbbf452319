import { hydrateRoot } from "react-dom/client";
import { page } from "./app.js";

hydrateRoot(document.getElementById("root"), page(), {
  onRecoverableError: (error) => console.error(error),
});
