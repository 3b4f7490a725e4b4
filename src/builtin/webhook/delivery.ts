// Brings notifications to one target: one after another from a bounded queue, again when it is away. `webhook.ts` has one for
// each target.

import type { Clock } from "../../foundation/clock.ts";
import { describeThrown } from "../../foundation/errors.ts";
import type { UniversalEvent } from "../../model/events.ts";
import type { BuiltinEnvironment } from "../builtin.ts";
import { Pause } from "../pause.ts";
import type { WebhookTarget } from "./definition.ts";
import { signatureHeaders } from "./sign.ts";
import { slackMessage } from "./slack-message.ts";

export interface DeliveryOptions {
  readonly queueSize: number;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly retryMs: number;
}

/** What came of an attempt. `retryAfterMs` is what the target asked for. */
type Attempt =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly why: string; readonly again: boolean; readonly retryAfterMs?: number };

const LONGEST_WAIT_MS = 600_000;

export class Delivery {
  readonly #target: WebhookTarget;
  readonly #secret: string | undefined;
  readonly #options: DeliveryOptions;
  readonly #environment: Pick<BuiltinEnvironment, "clock" | "random" | "log" | "publish">;
  readonly #clock: Clock;
  readonly #queue: UniversalEvent[] = [];
  #working: Promise<void> | undefined;
  #dropped = 0;
  #closing = false;
  readonly #pause: Pause;

  constructor(target: WebhookTarget, secret: string | undefined, options: DeliveryOptions, environment: BuiltinEnvironment) {
    this.#target = target;
    this.#secret = secret;
    this.#options = options;
    this.#environment = environment;
    this.#clock = environment.clock;
    this.#pause = new Pause(environment.clock);
  }

  /** Takes an event, or counts it as dropped when too many wait. Never waits, never throws. */
  add(event: UniversalEvent): void {
    if (this.#closing || this.#queue.length >= this.#options.queueSize) {
      this.#dropped += 1;
      if (this.#dropped === 1) this.#tell("has a full queue; further notifications are dropped");
      return;
    }
    this.#queue.push(event);
    this.#working ??= this.#work().finally(() => (this.#working = undefined));
  }

  /** Resolves when everything it took was delivered or given up. */
  async drain(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Sends what waits once more, and takes nothing any longer. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#pause.end();
    await this.drain();
  }

  async #work(): Promise<void> {
    for (let event = this.#queue[0]; event !== undefined; event = this.#queue[0]) {
      const delivered = await this.#deliver(event);
      this.#queue.shift();
      if (!delivered && this.#closing) this.#dropped += this.#queue.splice(0).length;
      this.#tellDropped();
    }
  }

  async #deliver(event: UniversalEvent): Promise<boolean> {
    const { maxAttempts, retryMs } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const came = await this.#send(event);
      if (came.kind === "done") return true;
      if (!came.again || attempt >= maxAttempts || this.#closing) {
        this.#giveUp(event, attempt, came.why);
        return false;
      }
      const backoffMs = retryMs * 2 ** (attempt - 1) * (1 - this.#environment.random() / 2);
      await this.#pause.wait(Math.min(Math.max(backoffMs, came.retryAfterMs ?? 0), LONGEST_WAIT_MS));
    }
  }

  async #send(event: UniversalEvent): Promise<Attempt> {
    const body = JSON.stringify(this.#target.format === "slack" ? slackMessage(event) : event);
    const signed = this.#secret === undefined ? {} : signatureHeaders(this.#secret, event.id, this.#clock.now(), body);
    const headers = { "content-type": "application/json", "user-agent": "hookloom", ...signed };
    try {
      const signal = AbortSignal.timeout(this.#options.timeoutMs);
      const response = await fetch(this.#target.url, { method: "POST", headers, body, signal, redirect: "manual" });
      // An answer that is not read would hold its connection.
      await response.body?.cancel();
      if (response.ok) return { kind: "done" };
      const again = response.status >= 500 || [408, 425, 429].includes(response.status);
      return { kind: "failed", why: `it answered ${response.status}`, again, retryAfterMs: this.#askedToWaitMs(response) };
    } catch (thrown) {
      const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
      return { kind: "failed", why: describeThrown(cause), again: true };
    }
  }

  #askedToWaitMs(response: Response): number {
    const asked = response.headers.get("retry-after") ?? "";
    if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1000;
    const date = Date.parse(asked);
    return Number.isNaN(date) ? 0 : Math.max(0, date - this.#clock.now());
  }

  #giveUp(event: UniversalEvent, attempts: number, why: string): void {
    const { name: target } = this.#target;
    this.#environment.publish("webhook.failed", { target, event_id: event.id, event_type: event.event_type, attempts, why });
    this.#tell(`did not take ${event.event_type} (${event.id}) in ${attempts} attempts: ${why}`);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const count = this.#dropped;
    this.#dropped = 0;
    this.#environment.publish("webhook.dropped", { target: this.#target.name, count });
    this.#tell(`had no room, or no time at the end: ${count} notifications were dropped`);
  }

  #tell(what: string): void {
    this.#environment.log("error", { webhook: this.#target.name }, `the webhook ${JSON.stringify(this.#target.name)} ${what}`);
  }
}
