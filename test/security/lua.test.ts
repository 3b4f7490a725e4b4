import { describeAttacks } from "./attack-suite.ts";
import { luaAttacker } from "./attacks/lua/attacker.ts";

describeAttacks(luaAttacker);
