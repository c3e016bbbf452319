// A server component: it runs on the server alone, and holds one that hydrates.

import { Live } from "./live";

export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Rendered by a server of {process.release.name}</h1>
      <Live />
    </main>
  );
}
