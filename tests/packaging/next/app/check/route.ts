// The same contracts on the server: a request's body is checked before it goes anywhere.

import { init, Temperature, validate } from "@aimdb/wasm";

export async function POST(request: Request) {
  await init();
  const { ok, value, error } = validate(Temperature, await request.text());
  return ok ? Response.json(value) : Response.json({ path: error.path, message: error.message }, { status: 422 });
}
