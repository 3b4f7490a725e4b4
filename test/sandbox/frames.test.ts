// The framed channel: whatever is sent comes out, however the bytes are cut; what is no frame is refused.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader, FrameWriter, HEADER_BYTES, type Frame } from "../../src/sandbox/frames.ts";
import { settle } from "../hooks/executor-setup.ts";

type Numbers = readonly [kind: number, id: number, a: number, b: number, c: number];
interface Sent {
  readonly numbers: Numbers;
  readonly payload: string | Uint8Array;
}

const MAX = 1024 * 1024;

/** A frame that outlives its handler. */
function copyOf({ kind, id, a, b, c, payload }: Frame) {
  return { numbers: [kind, id, a, b, c], bytes: Buffer.from(payload) };
}

function bytesOf({ numbers, payload }: Sent) {
  return { numbers: [...numbers], bytes: Buffer.from(payload as string) };
}

/** The bytes a writer makes of frames, written at once. */
function encode(frames: readonly Sent[]): Buffer {
  const written: Buffer[] = [];
  const writer = new FrameWriter((bytes) => void written.push(bytes));
  for (const { numbers, payload } of frames) writer.send(...numbers, payload);
  writer.flush();
  return Buffer.concat(written);
}

/** What a reader makes of chunks. */
function decode(chunks: readonly Buffer[], max = MAX) {
  const frames: ReturnType<typeof copyOf>[] = [];
  const reader = new FrameReader(max, (frame) => void frames.push(copyOf(frame)));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32LE(length, 0);
  return bytes;
}

const u32 = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 0xffffffff));
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("", "ä", "日本", "😀", '{"a":"😀"}'));
const sent: fc.Arbitrary<Sent> = fc.record({
  numbers: fc.tuple(u32, u32, u32, u32, u32),
  payload: fc.oneof(text, fc.uint8Array({ maxLength: 60 })),
});

describe("FrameWriter and FrameReader", () => {
  it("pass any frames on unchanged, however their bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), (frames, cuts) => {
        const bytes = encode(frames);
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
        expect(decode(chunks)).toEqual(frames.map(bytesOf));
      }),
      { numRuns: 500 },
    );
  });

  it("pass frames on byte by byte", () => {
    const frames: Sent[] = [
      { numbers: [1, 2, 3, 4, 5], payload: "" },
      { numbers: [6, 7, 8, 9, 10], payload: "日本😀" },
      { numbers: [0, 0, 0, 0, 0], payload: new Uint8Array([0, 255]) },
    ];
    expect(decode([...encode(frames)].map((byte) => Buffer.of(byte)))).toEqual(frames.map(bytesOf));
  });

  it("pass an empty payload on, as text, as bytes, and when none is given", () => {
    const written: Buffer[] = [];
    const writer = new FrameWriter((bytes) => void written.push(bytes));
    writer.send(1, 2, 3, 4, 5);
    writer.send(1, 2, 3, 4, 5, "");
    writer.send(1, 2, 3, 4, 5, new Uint8Array());
    writer.flush();
    expect(Buffer.concat(written)).toHaveLength(3 * HEADER_BYTES);
    expect(decode(written)).toEqual(Array(3).fill({ numbers: [1, 2, 3, 4, 5], bytes: Buffer.alloc(0) }));
  });

  it("carry text as UTF-8, with lone surrogates replaced", () => {
    const frames = decode([encode([{ numbers: [1, 0, 0, 0, 0], payload: "a\ud800b" }])]);
    expect(frames[0]!.bytes.toString()).toBe("a\ufffdb");
  });

  it("pass payloads on that outgrow every buffer, among small ones", () => {
    const big = "日".repeat(300_000);
    const frames: Sent[] = ["small", big, "small", new Uint8Array(700_000).fill(7), ""].map((payload, id) => ({
      numbers: [1, id, 0, 0, 0],
      payload,
    }));
    const bytes = encode(frames);
    const chunks: Buffer[] = [];
    for (let from = 0; from < bytes.length; from += 65_536) chunks.push(bytes.subarray(from, from + 65_536));
    expect(decode(chunks)).toEqual(frames.map(bytesOf));
    expect(decode([bytes])).toEqual(frames.map(bytesOf));
  });
});

describe("FrameWriter", () => {
  it("writes everything of one turn at once, without being told", async () => {
    const written: Buffer[] = [];
    const writer = new FrameWriter((bytes) => void written.push(bytes));
    for (let id = 0; id < 5; id += 1) writer.send(1, id, 0, 0, 0, "text");
    expect(written).toEqual([]);
    await settle();
    expect(written).toHaveLength(1);
    expect(decode(written)).toHaveLength(5);
    writer.send(1, 5, 0, 0, 0, "text");
    await settle();
    expect(written).toHaveLength(2);
  });

  it("does not write when there is nothing to write", async () => {
    const writer = new FrameWriter(() => expect.unreachable());
    writer.flush();
    await settle();
  });

  it("writes once when it was flushed before the turn ended", async () => {
    const written: Buffer[] = [];
    const writer = new FrameWriter((bytes) => void written.push(bytes));
    writer.send(1, 0, 0, 0, 0);
    writer.flush();
    await settle();
    expect(written).toHaveLength(1);
  });

  it("never changes bytes that it has written", () => {
    const written: { bytes: Buffer; copy: Buffer }[] = [];
    const writer = new FrameWriter((bytes) => void written.push({ bytes, copy: Buffer.from(bytes) }));
    for (let round = 0; round < 200; round += 1) {
      writer.send(round, round, 0, 0, 0, "x".repeat(round * 37));
      if (round % 3 === 0) writer.flush();
    }
    writer.flush();
    for (const { bytes, copy } of written) expect(bytes.equals(copy)).toBe(true);
  });

  it("sends nothing of a frame whose numbers do not fit", () => {
    const written: Buffer[] = [];
    const writer = new FrameWriter((bytes) => void written.push(bytes));
    for (const wrong of [-1, 2 ** 32]) expect(() => writer.send(1, wrong, 0, 0, 0, "text")).toThrow(RangeError);
    writer.send(1, 2, 3, 4, 5, "right");
    writer.flush();
    expect(decode(written)).toEqual([{ numbers: [1, 2, 3, 4, 5], bytes: Buffer.from("right") }]);
  });
});

describe("FrameReader", () => {
  it("takes a frame of the largest payload and refuses one that claims more, as soon as it claims it", () => {
    const payload = new Uint8Array(100);
    expect(decode([encode([{ numbers: [1, 2, 3, 4, 5], payload }])], 100)).toHaveLength(1);
    expect(() => decode([header(101)], 100)).toThrow(RangeError);
    expect(() => decode([header(0xffffffff)], 100)).toThrow(/4294967295/);
  });

  it("refuses the claim when its header comes in pieces, and behind good frames", () => {
    const good = encode([{ numbers: [1, 2, 3, 4, 5], payload: "good" }]);
    for (let cut = 0; cut < HEADER_BYTES; cut += 1) {
      const reader = new FrameReader(100, () => undefined);
      reader.push(Buffer.concat([good, header(101).subarray(0, cut)]));
      expect(() => reader.push(header(101).subarray(cut))).toThrow(RangeError);
    }
  });

  it("hands nothing on before a frame is complete, and hands it on once", () => {
    const bytes = encode([{ numbers: [1, 2, 3, 4, 5], payload: "text" }]);
    expect(decode([bytes.subarray(0, -1)])).toEqual([]);
    expect(decode([bytes.subarray(0, -1), bytes.subarray(-1)])).toHaveLength(1);
  });

  it("either reads hostile bytes as frames or refuses them, and never fails otherwise", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), (chunks) => {
        try {
          for (const { bytes } of decode(
            chunks.map((chunk) => Buffer.from(chunk)),
            50,
          ))
            expect(bytes.length).toBeLessThanOrEqual(50);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it("takes empty chunks", () => {
    const bytes = encode([{ numbers: [1, 2, 3, 4, 5], payload: "text" }]);
    const empty = Buffer.alloc(0);
    expect(decode([empty, bytes.subarray(0, 10), empty, bytes.subarray(10, 26), empty, bytes.subarray(26), empty])).toHaveLength(
      1,
    );
  });
});
