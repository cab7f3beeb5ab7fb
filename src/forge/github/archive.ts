/**
 * The files of a zip archive that nobody vouches for. What the archive says about itself is checked before anything
 * is unpacked, and again while it is: count, sizes, names, checksums. One doubt and nothing is given out.
 */
import { Inflate } from "fflate";
import { crc32 } from "node:zlib";

type Unpacked =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  /** The end of a sentence: "is no zip archive". */
  | { readonly ok: false; readonly problem: string };

interface Bounds {
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** Never throws. Zip as PKWARE's APPNOTE 6.3 has it, without zip64, encryption, and archives in several parts. */
export function unpack(bytes: Uint8Array, bounds: Bounds): Unpacked {
  try {
    return { ok: true, files: filesOf(bytes, bounds) };
  } catch (error) {
    // fflate and DataView throw errors of their own kinds at bytes that make no sense.
    return { ok: false, problem: error instanceof Refusal ? error.message : "is a damaged zip archive" };
  }
}

class Refusal extends Error {}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
}

function filesOf(bytes: Uint8Array, { maxBytes, maxFiles }: Bounds): Map<string, Uint8Array> {
  const entries = directoryOf(bytes, maxFiles);
  const names = new Set<string>();
  let total = 0;
  for (const { name, size } of entries) {
    checkName(name);
    if (names.has(name)) throw new Refusal("holds two files of one name");
    names.add(name);
    total += size;
  }
  if (total > maxBytes) throw new Refusal(`is larger than ${maxBytes} bytes when unpacked`);
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (!entry.name.endsWith("/")) files.set(entry.name, contentOf(bytes, entry));
  }
  return files;
}

const endSignature = 0x06054b50;
const endSize = 22;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/** The central directory: it, not what stands before each file, says what the archive holds. */
function directoryOf(bytes: Uint8Array, maxFiles: number): Entry[] {
  const view = viewOf(bytes);
  const end = endOf(view);
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 6, true) !== 0) {
    throw new Refusal("is a part of a zip archive");
  }
  const count = view.getUint16(end + 10, true);
  if (count > maxFiles) throw new Refusal(`holds more than ${maxFiles} files`);
  const entries: Entry[] = [];
  let offset = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (view.getUint32(offset, true) !== entrySignature) throw new Refusal("is a damaged zip archive");
    const nameLength = view.getUint16(offset + 28, true);
    if ((view.getUint16(offset + 8, true) & 1) !== 0) throw new Refusal("is encrypted");
    const [packed, size, at] = [20, 24, 42].map((from) => view.getUint32(offset + from, true));
    const name = bytes.subarray(offset + 46, offset + 46 + nameLength);
    entries.push({
      name: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name),
      method: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      packed: plain(packed),
      size: plain(size),
      offset: plain(at),
    });
    offset += 46 + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  // A count that is too small would hide the rest.
  if (offset !== end) throw new Refusal("is a damaged zip archive");
  return entries;
}

/** Where the end record begins: from the back, since a comment of up to 65,535 bytes may follow it. */
function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - endSize - 0xffff);
  for (let offset = view.byteLength - endSize; offset >= first; offset--) {
    const isEnd = view.getUint32(offset, true) === endSignature;
    if (isEnd && offset + endSize + view.getUint16(offset + 20, true) === view.byteLength) return offset;
  }
  throw new Refusal("is no zip archive");
}

/** 0xffffffff stands for "see the zip64 fields", which are for more than anybody may send here. */
function plain(value: number | undefined): number {
  if (value === undefined || value === 0xffffffff) throw new Refusal("is a zip64 archive");
  return value;
}

function checkName(name: string): void {
  const isPlain =
    name !== "" &&
    name.length <= 1000 &&
    !/[\p{C}\\:]/u.test(name) &&
    name
      .replace(/\/$/, "")
      .split("/")
      .every((part) => part !== "" && part !== "." && part !== "..");
  if (!isPlain) throw new Refusal("holds a name that is not plain");
}

function contentOf(bytes: Uint8Array, entry: Entry): Uint8Array {
  const view = viewOf(bytes);
  const { offset, packed, size } = entry;
  if (view.getUint32(offset, true) !== localSignature) throw new Refusal("is a damaged zip archive");
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw new Refusal("is a damaged zip archive");
  const content = decoded(bytes.subarray(start, start + packed), entry);
  if (content.length !== size || crc32(content) !== entry.crc) throw new Refusal("is a damaged zip archive");
  return content;
}

/** So much is unpacked at once: deflate makes 1032 bytes of one at most, so 16 MB before the size is looked at. */
const step = 16 * 1024;

function decoded(packed: Uint8Array, { method, size }: Entry): Uint8Array {
  if (method === 0) return packed.slice();
  if (method !== 8) throw new Refusal("is packed in a way that muster does not know");
  const content = new Uint8Array(size);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > size) throw new Refusal("unpacks to more than it says");
    content.set(chunk, length);
    length += chunk.length;
  });
  for (let from = 0; from < packed.length; from += step) {
    inflate.push(packed.subarray(from, from + step), from + step >= packed.length);
  }
  return content.subarray(0, length);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
