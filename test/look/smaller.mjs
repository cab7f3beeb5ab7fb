/** The same picture in fewer bytes: with a palette of its 256 most frequent colours. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = 8;

/** A PNG as chromium writes it (8 bits each of red, green, blue, not interlaced) with a palette. */
export function smaller(png) {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === "IHDR").data;
  const [width, height, kind] = [head.readUInt32BE(0), head.readUInt32BE(4), head.subarray(8, 13).join()];
  if (kind !== "8,2,0,0,0") throw new Error(`not the kind of PNG that is expected: ${kind}`);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const pixels = pixelsOf(inflateSync(packed), width, height);
  const { palette, rows } = withPalette(pixels, width);
  const header = Buffer.from(head);
  header[9] = 3;
  return Buffer.concat([
    png.subarray(0, signature),
    written("IHDR", header),
    written("PLTE", palette),
    written("IDAT", deflateSync(rows, { level: 9 })),
    written("IEND", Buffer.alloc(0)),
  ]);
}

/** The most frequent colours as they are; each of the others, at the edges of letters, as the nearest of those. */
function withPalette(pixels, width) {
  const count = pixels.length / 3;
  const colourAt = (pixel) => pixels.readUIntBE(3 * pixel, 3);
  const often = new Map();
  for (let pixel = 0; pixel < count; pixel++)
    often.set(colourAt(pixel), (often.get(colourAt(pixel)) ?? 0) + 1);
  const colours = [...often].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const palette = colours.slice(0, 256);
  const index = new Map(colours.map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc((count / width) * (width + 1));
  for (let pixel = 0; pixel < count; pixel++)
    rows[pixel + Math.floor(pixel / width) + 1] = index.get(colourAt(pixel));
  return { palette: Buffer.from(palette.flatMap(parts)), rows };
}

function parts(colour) {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function nearest(colour, palette) {
  const wanted = parts(colour);
  const distances = palette.map((other) =>
    parts(other).reduce((sum, part, at) => sum + (part - wanted[at]) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

/** Undoes the filters of the rows (PNG specification, 9.2). */
function pixelsOf(filtered, width, height) {
  const size = 3 * width;
  const out = Buffer.alloc(size * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (size + 1)];
    for (let at = 0; at < size; at++) {
      const here = row * size + at;
      const left = at < 3 ? 0 : out[here - 3];
      const up = row === 0 ? 0 : out[here - size];
      const corner = at < 3 || row === 0 ? 0 : out[here - size - 3];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[here] = filtered[row * (size + 1) + 1 + at] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunksOf(png) {
  const chunks = [];
  for (let at = signature; at < png.length;) {
    const size = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) });
    at += 12 + size;
  }
  return chunks;
}

function written(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
