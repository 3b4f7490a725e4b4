// What a coding agent promises about its hooks, as data. The files in `contracts/` fill it in; decoding, encoding, the
// installer, the doctor, the linter, the reference page and the downgrade report read it.

/** How an agent wants to hear a verdict at one of its events. Each dialect knows the forms it lists. */
export type AnswerForm =
  /** `permissionDecision`, or the agent's own field for it. */
  | "permission"
  /** `decision` with a `reason`. */
  | "decision"
  /** `decision: {behavior}`, or `behavior`. */
  | "behavior"
  /** `continue: false`. */
  | "continue"
  /** `action: "decline"`. */
  | "action"
  /** `cancel: true`. */
  | "cancel"
  /** Exit code 2, with the reason on standard error. */
  | "exit"
  /** `followup_message`. */
  | "message"
  /** An error that our plugin throws inside the agent. */
  | "throw"
  /** `block: true`. */
  | "block"
  /** `outcome: "block"`. */
  | "outcome"
  /** `requireApproval`. */
  | "approval"
  /** `action: "revise"`. */
  | "revise";

/** What an event can carry out. What is absent it cannot: `downgrade.ts` says what happens instead. */
export interface EventPowers {
  /** Refuses what is about to happen, or withholds what did. */
  readonly deny?: AnswerForm;
  /** Has the agent ask its user. */
  readonly ask?: AnswerForm;
  /** Spares the user the question. */
  readonly allow?: AnswerForm;
  /** Changes what goes in: the agent takes the whole, merges a part into what it has, or takes it only from whoever allows. */
  readonly input?: "whole" | "part" | "with_allow";
  /** Changes what came out. */
  readonly output?: true;
  /** Tells the model something more. */
  readonly context?: true;
  /** Sends an agent that wants to stop back to work. */
  readonly again?: AnswerForm;
  /** Tells the user something. */
  readonly notice?: true;
}

/** One event of an agent. */
export interface EventContract {
  /** The hook point its hooks stand at; a name with a colon where the catalogue has none that means the same. */
  readonly point: string;
  /** From canonical field names to the agent's; a dotted name reaches inside, and `|` stands between names of which one is there. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields the agent's documentation promises, under its own names. */
  readonly required: readonly string[];
  readonly powers: EventPowers;
  /** Whether `agents install` asks for it. */
  readonly installed?: true;
  /** Whether a matcher in the agent's settings narrows it. */
  readonly matcher?: true;
  /** Canonical fields that the agent sends as JSON in a text, at least sometimes. */
  readonly jsonTexts?: readonly string[];
  /** The tool that the event is about, where its name says so already. */
  readonly tool?: string;
}

/** How an agent calls a tool that others have as well. */
export interface ToolName {
  readonly name: string;
  /** From the canonical names of its arguments to the agent's. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Its arguments say in several forms which commands to run. */
  readonly commands?: true;
}

/** How the settings of an agent hold hooks. */
export type SettingsLayout =
  /** `{"hooks": {Event: [{"matcher", "hooks": [handler]}]}}` */
  | "grouped"
  /** The same without `hooks` around it. */
  | "grouped_bare"
  /** `{"hooks": {event: [handler]}}` */
  | "flat"
  /** `{"hookloom": {Event: ...}}`: the top-level key is the name of the hook. */
  | "named"
  /** `{"hooks": [{"name", "trigger", "action"}]}` */
  | "list"
  /** A folder with an executable file for each event. */
  | "files"
  /** A plugin that the agent loads into its own process; the file is ours alone. */
  | "plugin";

export type Scope = "user" | "project";

export interface SettingsContract {
  readonly layout: SettingsLayout;
  /** Default: JSON, with comments. */
  readonly notation?: "yaml";
  /** Paths of the file, or folder, for each scope; `~` is the home folder, others begin at the project. */
  readonly paths: Readonly<Partial<Record<Scope, string>>>;
  /** Other files from which the agent takes hooks as well. */
  readonly alsoReads?: readonly string[];
  /** Files whose `hooks` the agent takes only while the settings file is not there. */
  readonly hides?: Readonly<Partial<Record<Scope, string>>>;
  /** Fields the file must have at its top. */
  readonly top?: Readonly<Record<string, string | number | boolean>>;
  /** Settings that switch hooks off: dotted path and the value that does it. */
  readonly switches: readonly { readonly path: string; readonly off: boolean }[];
  /** What else must be done before the agent runs new hooks. */
  readonly trust?: string;
  /** A JSON file of the agent with the handlers that its user has allowed to run, as `{"approvals": [{"event", "command"}]}`. */
  readonly approvals?: string;
  /** The name of a handler's command where there is a POSIX shell. Default: `command`, which is the name elsewhere. */
  readonly commandField?: "bash";
  /** The name of a handler's time-out. */
  readonly timeoutField?: string;
  /** A variable that names another folder in the place of one below `~`. */
  readonly homeVariable?: { readonly name: string; readonly folder: string };
  /** Handlers have no `type`. */
  readonly untyped?: true;
  /** For the layout `plugin`: how the file exports it, and files that must stand beside it. */
  readonly plugin?: {
    /** What `bin/plugins/<agent>.mjs` exports. */
    readonly factory: string;
    readonly export: string;
    readonly beside?: Readonly<Record<string, string>>;
  };
  /** Handlers can be addresses of the daemon, but for some events. */
  readonly http?: { readonly except: readonly string[] };
}

/** What happens to an operation whose hook did not do its part. */
export type Failing = "open" | "closed" | "unknown";

export type Dialect =
  | "claude"
  | "codex"
  | "gemini"
  | "cursor"
  | "copilot"
  | "cline"
  | "hermes"
  | "exit-code"
  | "antigravity"
  | "opencode"
  | "openclaw";

export interface AgentContract {
  /** As in `hookloom hook <name>` and `/hooks/<name>`. */
  readonly name: string;
  readonly title: string;
  /** What the facts were taken from, and when. */
  readonly source: string;
  /** The first version that behaves like this, where it is known; each contract says from where. */
  readonly versionFloor?: string;
  /** The program to ask for its version. */
  readonly program?: string;
  readonly dialect: Dialect;
  /** The field that names the event; absent where only the settings know it. */
  readonly eventField?: string;
  readonly settings: SettingsContract;
  /** `secondsBelow`: smaller numbers are taken for seconds, whatever the unit. */
  readonly timeout: { readonly unit: "s" | "ms"; readonly default?: number; readonly secondsBelow?: number };
  readonly onTimeout: Failing;
  readonly onCrash: Failing;
  /** What exit codes mean, in words. */
  readonly exitCodes: string;
  /** Whether an unknown field makes the agent reject the whole answer. */
  readonly output: "strict" | "lenient";
  /** How often in a row a stop hook may send the agent back before the agent itself ends it. */
  readonly stopLimit?: number;
  /** Variables of the hook's environment that only this agent sets. */
  readonly environment?: readonly string[];
  readonly tools: Readonly<Record<string, ToolName>>;
  readonly events: Readonly<Record<string, EventContract>>;
  /** From other names that payloads have for events to these. */
  readonly otherNames?: Readonly<Record<string, string>>;
  /** What stands where events do in the agent's settings without being asked about by us. */
  readonly otherEvents?: readonly string[];
  /** Which of its answers the tests have had judged by the agent itself. */
  readonly proof: string;
}

/** The events that `agents install` asks for. */
export function installedEvents({ events }: AgentContract): string[] {
  return Object.keys(events).filter((event) => events[event]!.installed === true);
}

/** What we write as the time-out of our handlers, in milliseconds: enough for a daemon that has to be started first. */
export const INSTALLED_TIMEOUT_MS = 30_000;
/** By then the daemon has answered, so that the agent never has to give up, in milliseconds. */
export const ANSWER_WITHIN_MS = 20_000;
