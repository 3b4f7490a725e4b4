// All rules of the command guard, and which of them a program has. `assess.ts` and the tests read them.

import type { Rule } from "./rule.ts";
import { CLOUD_RULES } from "./rules/cloud.ts";
import { CONTAINER_RULES } from "./rules/containers.ts";
import { CREDENTIAL_RULES } from "./rules/credentials.ts";
import { DATABASE_RULES } from "./rules/databases.ts";
import { DELETION_RULES } from "./rules/deletion.ts";
import { DISK_RULES } from "./rules/disks.ts";
import { GIT_RULES } from "./rules/git.ts";
import { NETWORK_RULES } from "./rules/network.ts";
import { PERMISSION_RULES } from "./rules/permissions.ts";
import { PERSISTENCE_RULES } from "./rules/persistence.ts";
import { PRIVILEGE_RULES } from "./rules/privilege.ts";
import { PUBLISHING_RULES } from "./rules/publishing.ts";
import { REQUEST_RULES } from "./rules/requests.ts";
import { SERVICE_RULES } from "./rules/services.ts";
import { SYSTEM_RULES } from "./rules/system.ts";
import { WINDOWS_RULES } from "./rules/windows.ts";

/** The rules by what they are about, in the order of the reference. */
export const RULE_GROUPS: Readonly<Record<string, readonly Rule[]>> = {
  deletion: DELETION_RULES,
  disks: DISK_RULES,
  permissions: PERMISSION_RULES,
  privilege: PRIVILEGE_RULES,
  network: NETWORK_RULES,
  git: GIT_RULES,
  databases: DATABASE_RULES,
  "containers and infrastructure": CONTAINER_RULES,
  clouds: CLOUD_RULES,
  services: SERVICE_RULES,
  requests: REQUEST_RULES,
  publishing: PUBLISHING_RULES,
  credentials: CREDENTIAL_RULES,
  persistence: PERSISTENCE_RULES,
  system: SYSTEM_RULES,
  windows: WINDOWS_RULES,
};
