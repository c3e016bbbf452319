// WebP from screenshots: Chromium encodes each, and what moves is put together here.
// https://developers.google.com/speed/webp/docs/riff_container

/**
 * Makes one picture of screenshots; it moves if there are several.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {Buffer[]} shots PNG files, all of one size
 * @param {{ width: number, quality: number, durationMs: number }} options
 */
export async function animate(browser, shots, { width, quality, durationMs }) {
  const page = await browser.newPage();
  const frames = [];
  for (const shot of shots) {
    const { data, height } = await page.evaluate(encode, { png: shot.toString("base64"), width, quality });
    frames.push({ file: Buffer.from(data, "base64"), height });
  }
  await page.close();
  if (frames.length === 1) return frames[0].file;
  const size = [u24(width - 1), u24(frames[0].height - 1)];
  const moving = Buffer.from([0x02, 0, 0, 0]);
  const forever = Buffer.alloc(6);
  return chunk("RIFF", [
    Buffer.from("WEBP"),
    chunk("VP8X", [moving, ...size]),
    chunk("ANIM", [forever]),
    // At 0, 0, each in the place of the one before.
    ...frames.map(({ file }) => chunk("ANMF", [u24(0), u24(0), ...size, u24(durationMs), Buffer.from([0x02]), lossy(file)])),
  ]);
}

/** In a page: a PNG file as a WebP file of the given width. */
async function encode({ png, width, quality }) {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const height = Math.round((image.height * width) / image.width);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  // Without transparency the picture is one chunk.
  const context = canvas.getContext("2d", { alpha: false });
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return { data: canvas.toDataURL("image/webp", quality).split(",")[1], height };
}

/** The chunk with the picture; Chromium puts a colour profile before it. */
function lossy(file) {
  for (let at = 12; at < file.length; ) {
    const length = 8 + file.readUInt32LE(at + 4);
    const next = at + length + (length % 2);
    if (file.toString("latin1", at, at + 4) === "VP8 ") return file.subarray(at, next);
    at = next;
  }
  throw new Error("there is no lossy picture in the WebP file");
}

function chunk(name, parts) {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(name), size, body, Buffer.alloc(body.length % 2)]);
}

function u24(number) {
  return Buffer.from([number & 255, (number >> 8) & 255, number >> 16]);
}
