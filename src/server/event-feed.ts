// Events as server-sent events. Each has its position as its id, so that a client that comes back goes on where it was. A client
// that is slow holds nobody up: what its queue has no room for is dropped, and it is told how many those were.

import type { EventStream } from "../events/event-stream.ts";
import type { UniversalEvent } from "../model/events.ts";
import { EventBatches, type Batch } from "./event-batches.ts";

/** So often something is sent, so that neither side takes the other for dead. */
const KEEP_ALIVE_MS = 15_000;

/** The stream as the body of an answer; it ends when the client goes, the server closes, or the bus does. */
export function feedOf(stream: EventStream, closing: AbortSignal): ReadableStream<Uint8Array> {
  const batches = new EventBatches(stream);
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
      const batch = await batches.next();
      if (batch !== undefined) return controller.enqueue(encoder.encode(formatBatch(batch)));
      stop();
      controller.close();
    },
    cancel: stop,
  });
}

function formatBatch(batch: Batch): string {
  if (batch.kind === "live") return formatMessage("live", {});
  const { dropped, events } = batch;
  const told = dropped === 0 ? "" : formatMessage("dropped", { dropped });
  return told + events.map(({ position, event }) => formatEvent(position, event)).join("");
}

function formatEvent(position: number, event: UniversalEvent): string {
  return `id: ${position}\ndata: ${JSON.stringify(event)}\n\n`;
}

function formatMessage(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
