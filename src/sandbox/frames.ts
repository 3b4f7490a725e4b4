// The framed channel between host and runner: a fixed header of six integers, then UTF-8 text or bytes. Both sides use it;
// what arrives is hostile input to the host, so every length is checked before anything is read.
//
// Layout, little endian: u32 payload length, u32 kind, u32 id, u32 a, u32 b, u32 c, payload.

/** What a frame is. Host to runner below 100, runner to host from 100. `id` ties an answer to its question. */
export const FrameKind = {
  /** a = cell, b = time limit in ms, c = memory limit in MiB; payload `{"file","source","limits"}`, the last being `RunnerLimits`. */
  load: 1,
  /** a = cell, b = hook handle, c = time limit in ms; payload the envelope. */
  call: 2,
  /** a = cell. Calls under way in it are answered first. */
  unload: 3,
  ping: 4,
  /** b = time limit in ms. */
  makeAsset: 5,
  /** The host's answer to a request: `id` of the call, b = id of the request; payload a `GuestAnswer`. */
  answer: 6,
  /** As `call`, b = handle of a subscription; payload a JSON array of events. */
  deliver: 7,
  /** As `call`, b = handle of a component. */
  perform: 8,
  /** A call with the envelope of the one before it, which is made only if that one had nothing to say. No payload. */
  follow: 9,
  /** Asks what the scripts of the runner take. */
  measure: 10,

  /** The runner has opened its bridge; payload JSON: `RunnerWalls`. */
  ready: 100,
  /** a = CPU time in microseconds; payload a guest reply: `L…` or `E…`. */
  loaded: 101,
  /** A guest reply: empty, `R…` or `E…`; a = time in the sandbox in microseconds. */
  replied: 102,
  /** The cell is gone; payload `{"reason", "message"}`. */
  torn: 103,
  /** The call waits for the host and does not hold the runner up. */
  parked: 104,
  /** a = cell; payload a JSON array of log lines, b = lines dropped. */
  log: 105,
  pong: 106,
  /** The call's time ended while it waited for the host; the script lives on. */
  expired: 108,
  asset: 107,
  /** A waiting call asks the host: `id` of the call, a = cell, b = id of the request; payload `{"kind", "arguments"}`. */
  asked: 109,
  /** a = cell; payload a JSON array of events, each `{"type", "data"}` as text; b = events dropped. */
  published: 110,
  /** A call that follows another was not made, because that one had something to say. */
  passed: 111,
  /** A script exceeded a limit: a = cell, b = the limit's index in `LIMITS`, c = what it used. Answers the call `id`, unless that is 0. */
  limited: 112,
  /** Payload a JSON array of `[cell, bytes of memory, processor time in ms]`. */
  measured: 113,
} as const;

export const HEADER_BYTES = 24;

export interface Frame {
  readonly kind: number;
  readonly id: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** A view into the reader's buffer, valid only until the handler returns. */
  readonly payload: Buffer;
}

/** Collects frames and hands them over once per turn, so that many cost one write. */
export class FrameWriter {
  readonly #write: (bytes: Buffer) => void;
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #used = 0;
  #scheduled = false;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** Appends a frame; it leaves when the current turn's microtasks have run, or at `flush`. */
  send(kind: number, id: number, a: number, b: number, c: number, payload: string | Uint8Array = ""): void {
    const most = typeof payload === "string" ? payload.length * 3 : payload.byteLength;
    this.#reserve(HEADER_BYTES + most);
    const start = this.#used;
    const buffer = this.#buffer;
    const bodyAt = start + HEADER_BYTES;
    let length = 0;
    if (typeof payload === "string") {
      if (payload.length > 0) length = buffer.write(payload, bodyAt, "utf8");
    } else {
      buffer.set(payload, bodyAt);
      length = payload.byteLength;
    }
    buffer.writeUInt32LE(length, start);
    buffer.writeUInt32LE(kind, start + 4);
    buffer.writeUInt32LE(id, start + 8);
    buffer.writeUInt32LE(a, start + 12);
    buffer.writeUInt32LE(b, start + 16);
    buffer.writeUInt32LE(c, start + 20);
    this.#used = bodyAt + length;
    if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.flush);
    }
  }

  /** Writes everything collected so far. */
  readonly flush = (): void => {
    this.#scheduled = false;
    if (this.#used === 0) return;
    const bytes = this.#buffer.subarray(0, this.#used);
    // The socket may keep the bytes, so they are never written to again.
    this.#buffer = this.#buffer.subarray(this.#used);
    this.#used = 0;
    this.#write(bytes);
  };

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(64 * 1024, (this.#used + bytes) * 2));
    this.#buffer.copy(grown, 0, 0, this.#used);
    this.#buffer = grown;
  }
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  /** The largest payload a frame may claim. */
  maxPayloadBytes: number;
  readonly #onFrame: (frame: Frame) => void;
  #parts: Buffer[] = [];
  #pending = 0;

  constructor(maxPayloadBytes: number, onFrame: (frame: Frame) => void) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.#onFrame = onFrame;
  }

  /**
   * Takes in the next bytes and hands on every complete frame.
   * @throws RangeError when a frame claims more than the largest payload; the stream is of no use afterwards
   */
  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#pending > 0) {
      this.#parts.push(chunk);
      this.#pending += chunk.length;
      const needed = this.#needed();
      if (this.#pending < needed) return;
      bytes = Buffer.concat(this.#parts, this.#pending);
    }
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32LE(at);
      if (length > this.maxPayloadBytes) throw new RangeError(`a frame claims ${length} bytes`);
      const end = at + HEADER_BYTES + length;
      if (end > bytes.length) break;
      this.#onFrame({
        kind: bytes.readUInt32LE(at + 4),
        id: bytes.readUInt32LE(at + 8),
        a: bytes.readUInt32LE(at + 12),
        b: bytes.readUInt32LE(at + 16),
        c: bytes.readUInt32LE(at + 20),
        payload: bytes.subarray(at + HEADER_BYTES, end),
      });
      at = end;
    }
    const rest = bytes.subarray(at);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#pending = rest.length;
  }

  // Large frames arrive in many chunks: joining them only when complete keeps that linear.
  #needed(): number {
    const first = this.#parts[0]!;
    if (first.length < HEADER_BYTES) return HEADER_BYTES;
    const length = first.readUInt32LE(0);
    if (length > this.maxPayloadBytes) throw new RangeError(`a frame claims ${length} bytes`);
    return HEADER_BYTES + length;
  }
}
