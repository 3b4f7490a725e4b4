// Access by address as hooks.

import type { HookAnswer } from "../../hooks/hook.ts";
import type { HookContext } from "../../model/context.ts";
import { results } from "../../model/results.ts";
import { guardAt, type Builtin, type BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt } from "../fields-of-data.ts";
import { reportViolation } from "../violation.ts";
import { createAddressList, parseAddress } from "./address-list.ts";
import type { IpAccessSettings } from "./definition.ts";

/** Opens access by address. */
export function openIpAccess(settings: IpAccessSettings, environment: BuiltinEnvironment): Builtin {
  const isAllowed = settings.allow.length === 0 ? () => true : createAddressList(settings.allow);
  const isDenied = createAddressList(settings.deny);

  const findFault = (given: unknown): string | undefined => {
    if (given === undefined) return "The client's address is not known.";
    const address = typeof given === "string" ? parseAddress(given) : undefined;
    if (address === undefined) return `${JSON.stringify(given)} is no address.`;
    if (isDenied(address)) return `${address.toString()} is denied.`;
    return isAllowed(address) ? undefined : `${address.toString()} is not among the addresses that are allowed.`;
  };
  const execute = (context: HookContext): HookAnswer => {
    const reason = findFault(fieldsAt(context.data, settings.fields)[0]?.value);
    if (reason === undefined) return undefined;
    reportViolation(environment, context, { type: "ip_denied", action: "block", reason });
    return results.cancel(reason);
  };
  return guardAt(
    settings.points,
    "ip_access",
    { phase: "authorize", description: "lets clients in by their addresses" },
    execute,
  );
}
