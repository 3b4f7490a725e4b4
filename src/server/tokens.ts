// The daemon's tokens, one for each role, in a file of the state folder that only its user reads. Made at the first start;
// whoever wants new ones deletes the file.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject } from "../foundation/json.ts";
import { ROLES, type Role } from "../model/roles.ts";

const TOKEN_BYTES = 32;
const LEAST_LENGTH = 32;

export class Tokens {
  readonly #digests: readonly (readonly [Role, Buffer])[];

  /**
   * Reads the tokens of a state folder, and makes them when there are none.
   * @throws HookloomError TOKENS_INVALID when the file holds something else
   */
  static open(stateDir: string): Tokens {
    const path = tokensPath(stateDir);
    if (readTokens(path) === undefined) makeTokens(stateDir, path);
    return new Tokens(readTokens(path)!);
  }

  /** The token of a role. @throws HookloomError TOKENS_INVALID when there is none */
  static read(stateDir: string, role: Role): string {
    const path = tokensPath(stateDir);
    const tokens = readTokens(path);
    if (tokens === undefined) throw invalid(path, "is missing");
    return tokens[role];
  }

  private constructor(tokens: Readonly<Record<Role, string>>) {
    this.#digests = ROLES.map((role) => [role, digest(tokens[role])]);
  }

  /** The role of a token, or `undefined`. Takes the same time for every token that is none. */
  roleOf(token: string): Role | undefined {
    const asked = digest(token);
    let found: Role | undefined;
    for (const [role, known] of this.#digests) if (timingSafeEqual(known, asked)) found = role;
    return found;
  }
}

/** The file with the tokens of a state folder. */
export function tokensPath(stateDir: string): string {
  return join(stateDir, "tokens.json");
}

function readTokens(path: string): Record<Role, string> | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw invalid(path, "could not be read", thrown);
  }
  let tokens: unknown;
  try {
    tokens = JSON.parse(text);
  } catch (thrown) {
    throw invalid(path, "is not JSON", thrown);
  }
  for (const role of ROLES) {
    const token = isJsonObject(tokens) ? tokens[role] : undefined;
    if (typeof token !== "string" || token.length < LEAST_LENGTH) {
      throw invalid(path, `has no token of ${LEAST_LENGTH} characters or more for "${role}"`);
    }
  }
  return tokens as Record<Role, string>;
}

// The first of two daemons that start at the same moment makes them, and the second finds them whole.
function makeTokens(stateDir: string, path: string): void {
  const made = Object.fromEntries(ROLES.map((role) => [role, randomBytes(TOKEN_BYTES).toString("base64url")]));
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomBytes(8).toString("hex")}`;
  writeFileSync(unfinished, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(unfinished, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function invalid(path: string, what: string, cause?: unknown): HookloomError {
  return new HookloomError("TOKENS_INVALID", `${path} ${what}.`, { details: { path }, cause });
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
