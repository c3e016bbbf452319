// The loss test in a dedicated worker.

import { lose } from "./loss.js";

self.onmessage = ({ data }) =>
  lose(data).then(
    (result) => self.postMessage({ result }),
    (error) => self.postMessage({ error: String(error?.stack ?? error) }),
  );
