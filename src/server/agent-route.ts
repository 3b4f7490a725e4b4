// `POST /hooks/<agent>`: coding agents come with their own payloads and get their own answers. What is in them is no business of
// the server: whoever starts it hands in an endpoint that knows the agents.

import type { HttpBindings } from "@hono/node-server";
import { isJsonObject } from "../foundation/json.ts";
import { refusal } from "./error-response.ts";
import { readBody } from "./read-body.ts";
import { sendText } from "./send-text.ts";

/** Answers payloads of coding agents. */
export interface AgentEndpoint {
  answer(request: {
    /** Found out from the payload when it is absent. */
    readonly agent?: string | undefined;
    /** The event, for payloads that do not name it. */
    readonly event?: string | undefined;
    readonly body: string;
    /** Variables of the hook's environment that say which agent started it, and where. */
    readonly environment?: Readonly<Record<string, string>>;
  }): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>;
}

/** Results of tools can be large, and a payload that is refused would let a call through. In bytes. */
const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;

/**
 * Answers as the agent's documentation says for HTTP; for `?answer=process` as a process would, for the shim to repeat; and for
 * `?answer=shell` the same in a form that a shell can take apart.
 */
export async function answerAgent(
  agents: AgentEndpoint,
  { incoming, outgoing }: HttpBindings,
  agent: string | undefined,
): Promise<Response> {
  const query = new URL(incoming.url ?? "/", "http://localhost").searchParams;
  const body = await readBody(incoming, MAX_PAYLOAD_BYTES);
  if (body.kind === "too_large")
    return refusal(413, `The payload has more than ${MAX_PAYLOAD_BYTES} bytes.`, { connection: "close" });
  if (body.kind === "broken_off") return refusal(400, "The payload was broken off.");
  const environment = readEnvironment(incoming.headers["x-hookloom-environment"]);
  // Text that is no text is answered as any payload that cannot be read: refused, where the agent would change something.
  const text = body.kind === "text" ? body.text : "";
  const answer = await agents.answer({ agent, event: query.get("event") ?? undefined, body: text, environment });
  if (query.get("answer") === "process") {
    const { stdout, stderr, exitCode } = answer;
    return sendText(outgoing, JSON.stringify({ stdout, stderr, exit_code: exitCode }));
  }
  if (query.get("answer") === "shell") return sendText(outgoing, shellAnswer(answer), "text/plain; charset=utf-8");
  return sendText(outgoing, answer.stdout);
}

/** The exit code on a line of its own, what is printed then, and a full stop, without which something was lost on the way. */
function shellAnswer({ exitCode, stdout, stderr }: Awaited<ReturnType<AgentEndpoint["answer"]>>): string {
  return `${exitCode}\n${exitCode === 0 ? stdout : stderr}.`;
}

function readEnvironment(header: string | string[] | undefined): Record<string, string> {
  if (typeof header !== "string") return {};
  try {
    const value: unknown = JSON.parse(decodeURIComponent(header));
    if (!isJsonObject(value)) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}
