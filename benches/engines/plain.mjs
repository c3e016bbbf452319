/** serde-wasm-bindgen with a slot per contract, and no engine around it. */
export async function open(read) {
  const plain = await import("../../target/bench/plain/bench_plain.js");
  await plain.default({ module_or_path: await read("plain/bench_plain_bg.wasm") });
  return {
    temperature: { validate: plain.validate_temperature, set: plain.set_temperature, get: plain.get_temperature },
    gps: { validate: plain.validate_gps, set: plain.set_gps, get: plain.get_gps },
    status: { validate: plain.validate_status, set: plain.set_status, get: plain.get_status },
  };
}
