import { describeAttacks } from "./attack-suite.ts";
import { javascriptAttacker } from "./attacks/javascript/attacker.ts";

describeAttacks(javascriptAttacker);
