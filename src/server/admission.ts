// Which role the sender of a request has: by the way it came, and by its token. `app.ts` asks before every request, and the
// routes ask for the role they need.

import type { IncomingMessage } from "node:http";
import { includesRole, type Role } from "../model/roles.ts";
import { isLoopback, type AccessRule } from "./access.ts";
import { refusal } from "./error-response.ts";
import type { RequestLimit } from "./request-limit.ts";
import type { Tokens } from "./tokens.ts";

export interface AdmissionOptions {
  readonly access: AccessRule;
  /** What programs of this machine may do without a token. */
  readonly anonymous: Role | "nothing";
  /** Without tokens, nobody can show one. */
  readonly tokens: Tokens | undefined;
  /** Without it, everybody may ask as often as they like. */
  readonly limit?: RequestLimit | undefined;
}

/** The role of a sender, `nothing` when it has to show a token first, or why it is refused whatever it may do. */
export type Admission =
  | { readonly kind: "admitted"; readonly role: Role | "nothing" }
  | { readonly kind: "refused"; readonly answer: Response };

/** Looks at where a request comes from and what it shows, and counts it. */
export function admit(request: IncomingMessage, options: AdmissionOptions): Admission {
  const { remoteAddress } = request.socket;
  // Only this user's programs can open the socket in the state folder, and no web page can.
  if (remoteAddress === undefined) return { kind: "admitted", role: "operate" };
  const admission = judge(request, remoteAddress, options);
  const waitMs = options.limit?.take(remoteAddress, admission.kind === "admitted" ? admission.role : "refused") ?? 0;
  if (waitMs === 0) return admission;
  const seconds = Math.ceil(waitMs / 1000);
  const message = `You send more requests than this daemon takes from one client. Ask again in ${seconds} s.`;
  return { kind: "refused", answer: refusal(429, message, { "retry-after": String(seconds) }, "REQUESTS_LIMITED") };
}

function judge(request: IncomingMessage, remoteAddress: string, { access, anonymous, tokens }: AdmissionOptions): Admission {
  const { host, origin, authorization } = request.headers;
  const refused = access.findRefusal(host, origin);
  if (refused !== undefined) return { kind: "refused", answer: refusal(403, refused) };
  if (authorization === undefined) return { kind: "admitted", role: isNear(remoteAddress) ? anonymous : "nothing" };
  const role = tokens?.roleOf(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "");
  return role === undefined
    ? { kind: "refused", answer: refusal(401, "The token in the Authorization header is none of this daemon.") }
    : { kind: "admitted", role };
}

/** Why a request that needs a role is refused, or `undefined`. */
export function findRoleRefusal(role: Role | "nothing", needed: Role): { status: 401 | 403; message: string } | undefined {
  if (role === "nothing") {
    return { status: 401, message: "Send a token of this daemon: Authorization: Bearer <token>. Its state folder has them." };
  }
  if (includesRole(role, needed)) return undefined;
  return { status: 403, message: `This needs the role "${needed}"; the request has "${role}". Send a token of that role.` };
}

function isNear(address: string): boolean {
  return isLoopback(address.replace(/^::ffff:/i, ""));
}
