// Events as server-sent events. Each has its position as its id, so that a client that comes back goes on where it was. A client
// that is slow holds nobody up: what its queue has no room for is dropped, and it is told how many those were.

import type { EventStream } from "../events/event-stream.ts";
import type { UniversalEvent } from "../model/events.ts";

/** So often something is sent, so that neither side takes the other for dead. */
const KEEP_ALIVE_MS = 15_000;
/** Events of one write. */
const BATCH = 100;

/** The stream as the body of an answer; it ends when the client goes, the server closes, or the bus does. */
export function feedOf(stream: EventStream, closing: AbortSignal): ReadableStream<Uint8Array> {
  const feed = new Feed(stream);
  const end = (): void => stream.close();
  let keepAlive: NodeJS.Timeout;
  const stop = (): void => {
    clearInterval(keepAlive);
    closing.removeEventListener("abort", end);
    stream.close();
  };
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      closing.addEventListener("abort", end);
      if (closing.aborted) end();
      keepAlive = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(":\n\n"));
      }, KEEP_ALIVE_MS);
    },
    async pull(controller) {
      const text = await feed.next();
      if (text !== undefined) return controller.enqueue(encoder.encode(text));
      stop();
      controller.close();
    },
    cancel: stop,
  });
}

class Feed {
  readonly #stream: EventStream;
  #next: Promise<IteratorResult<UniversalEvent, undefined>> | undefined;
  #isLive = false;
  #dropped = 0;

  constructor(stream: EventStream) {
    this.#stream = stream;
  }

  /** What is to be sent next; `undefined` at the end. */
  async next(): Promise<string | undefined> {
    const stream = this.#stream;
    this.#next ??= stream.next();
    if (!this.#isLive && !stream.isBehind) {
      this.#isLive = true;
      return formatMessage("live", {});
    }
    const { done, value } = await this.#next;
    this.#next = undefined;
    if (done === true) return undefined;
    let text = this.#tellDropped() + formatEvent(stream.position, value);
    for (let count = 1; count < BATCH && stream.stats().queued > 0; count += 1) {
      const following = await stream.next();
      if (following.done === true) break;
      text += formatEvent(stream.position, following.value);
    }
    return text;
  }

  #tellDropped(): string {
    const { dropped } = this.#stream.stats();
    const since = dropped - this.#dropped;
    this.#dropped = dropped;
    return since === 0 ? "" : formatMessage("dropped", { dropped: since });
  }
}

function formatEvent(position: number, event: UniversalEvent): string {
  return `id: ${position}\ndata: ${JSON.stringify(event)}\n\n`;
}

function formatMessage(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
