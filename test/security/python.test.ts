import { describeAttacks } from "./attack-suite.ts";
import { pythonAttacker } from "./attacks/python/attacker.ts";

describeAttacks(pythonAttacker);
