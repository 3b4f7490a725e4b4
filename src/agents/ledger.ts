// When each event of each agent was last answered, and what was said. The daemon keeps it; `hookloom agents status` reads it
// and names the events that stay silent.

import type { Clock } from "../foundation/clock.ts";
import { isJsonObject } from "../foundation/json.ts";
import type { DeskRecord } from "./agent-desk.ts";
import { readJsonFile, writeJsonFile } from "./launch-file.ts";

/** What is remembered of one event. */
export interface LedgerEntry {
  readonly times: number;
  /** Milliseconds since 1970. */
  readonly last_at: number;
  readonly last_raw: string;
  readonly last_effective: string;
  /** How often the agent could not do what hooks answered. */
  readonly downgraded: number;
}

/** By agent and event. */
export type LedgerPages = Readonly<Record<string, Readonly<Record<string, LedgerEntry>>>>;

const FILE = "ledger.json";
/** Answers that come closer together are written down together, in milliseconds. */
const WRITE_AFTER_MS = 1000;

/** The ledger of a state folder, as it was last written. */
export function readLedger(stateDir: string): LedgerPages {
  const pages = readJsonFile(stateDir, FILE);
  return isJsonObject(pages) ? (pages as unknown as LedgerPages) : {};
}

export class AgentLedger {
  readonly #stateDir: string;
  readonly #clock: Clock;
  readonly #pages: Record<string, Record<string, LedgerEntry>>;
  #cancelWrite: (() => void) | undefined;

  constructor(stateDir: string, clock: Clock) {
    this.#stateDir = stateDir;
    this.#clock = clock;
    this.#pages = Object.fromEntries(Object.entries(readLedger(stateDir)).map(([agent, page]) => [agent, { ...page }]));
  }

  /** Takes down an answer. */
  add({ agent, event, raw, effective, downgrades }: DeskRecord): void {
    const page = (this.#pages[agent] ??= {});
    const before = page[event];
    page[event] = {
      times: (before?.times ?? 0) + 1,
      last_at: this.#clock.now(),
      last_raw: raw,
      last_effective: effective,
      downgraded: (before?.downgraded ?? 0) + (downgrades.length > 0 ? 1 : 0),
    };
    this.#cancelWrite ??= this.#clock.after(WRITE_AFTER_MS, () => this.#write());
  }

  /** Writes what is not written yet. */
  close(): void {
    if (this.#cancelWrite !== undefined) this.#write();
  }

  #write(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    writeJsonFile(this.#stateDir, FILE, this.#pages);
  }
}
