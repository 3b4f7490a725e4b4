// The one table of error codes. `docs/reference/errors.md` is generated from it, and a test holds both to each other.

import { defineCodes } from "./define-error-codes.ts";
import { EVENT_ERROR_CODES } from "./event-error-codes.ts";

export type { ErrorAudience } from "./define-error-codes.ts";

export const ERROR_CODES = defineCodes({
  POINT_UNKNOWN: {
    audience: "user",
    meaning: "No hook point has this name, and it is no custom name.",
    remedy: "Take one of the suggested names, or put a colon into the name of a point of your own (`acme:deploy`).",
  },
  POINT_DATA_INVALID: {
    audience: "user",
    meaning: "The data given to a hook point is not a JSON object.",
    remedy: "Pass an object; its fields are on the point's reference page.",
  },
  HOOK_UNKNOWN: {
    audience: "user",
    meaning: "No hook has this id.",
    remedy: "Take one of those that `hookloom list` shows; put one with a `#` into quotes.",
  },
  STATE_UNREADABLE: {
    audience: "operator",
    meaning: "A file of the state folder cannot be read, or does not hold what it should.",
    remedy: "Give the user of the process the right to read it, or move it away; it is made anew, without what it held.",
  },
  STATE_REQUEST_INVALID: {
    audience: "script",
    meaning: "A script asked for something that its state cannot do.",
    remedy: "The message says what is wrong; the functions of the state are in the script API reference.",
  },
  CHECK_REQUEST_INVALID: {
    audience: "script",
    meaning: "A script asked for a check of something that cannot be checked.",
    remedy: "The message says what is wrong; the checks are in the script API reference.",
  },
  CHECK_LIMIT_EXCEEDED: {
    audience: "script",
    meaning: "A script had more checked in a second than the host does for one script.",
    remedy: "Check only what has changed, and give less at a time. In the next second checks are made again.",
  },
  STATE_OUTDATED: {
    audience: "script",
    meaning: "A call of an older version of a script asked for its state, which a newer version has migrated meanwhile.",
    remedy: "Nothing: the calls after it are answered by the newer version.",
  },
  STATE_LIMIT_EXCEEDED: {
    audience: "script",
    meaning: "A script wants to keep more than it may.",
    remedy: "Delete keys, give values a `ttl_ms`, or keep less in each. Nothing of what was asked for was stored.",
  },
  HTTP_REQUEST_INVALID: {
    audience: "script",
    meaning: "A script asked for a request that cannot be made.",
    remedy: "The message says what is wrong; what `http.request` takes is in the script API reference.",
  },
  HTTP_REFUSED: {
    audience: "operator",
    meaning:
      "A script may not reach a server: its host is not granted, it leads to an address that is not, or too many requests are open.",
    remedy:
      'The message says which. Grant hosts with `http`, and private addresses with `http_private`, in `[grants."<script>"]`.',
  },
  HTTP_FAILED: {
    audience: "script",
    meaning: "A server that a script may reach gave no answer that it can have.",
    remedy: "The message says why, such as a time-out or an answer that is too large. Catch the error and decide without it.",
  },
  PLUGIN_INVALID: {
    audience: "user",
    meaning: "What was loaded as a plugin is none, or cannot be imported.",
    remedy:
      "The message says what is wrong. A plugin is an object with `name`, `version` and `hooks()`; a module exports it as its default.",
  },
  PLUGIN_INCOMPATIBLE: {
    audience: "user",
    meaning: "A plugin is made for another version of Hookloom.",
    remedy: "Install a version of the plugin for this Hookloom, or the other way round.",
  },
  PLUGIN_LOADED: {
    audience: "user",
    meaning: "A plugin of this name is loaded already.",
    remedy: "Unload it first, or give one of the two another name.",
  },
  RUNS_NOT_KEPT: {
    audience: "operator",
    meaning: "A run was to be explained, and the runtime keeps none.",
    remedy: "Set `kept` under `[runs]` in the config, or the option `keptRuns` of `createRuntime`, to how many shall be kept.",
  },
  PERMISSION_DENIED: {
    audience: "operator",
    meaning: "A script did something that the config does not grant it.",
    remedy: 'Grant it in a section `[grants."<script>"]` of the config, or take it out of the script.',
  },
  HOOK_OPTIONS_INVALID: {
    audience: "script",
    meaning: "A hook was registered with an option that does not exist or has a wrong value.",
    remedy: "The message names the option and what it accepts; all options are in the script API reference.",
  },
  HOOK_ID_TAKEN: {
    audience: "script",
    meaning: "Two hooks want the same id.",
    remedy: "Give one of them another `id`; the message names where the other one is.",
  },
  HOOK_ORDER_INVALID: {
    audience: "script",
    meaning: "Hooks want to be asked before each other in a circle, or against the order of their phases.",
    remedy: "Take one of the `before` and `after` away, or give the hooks phases in the order that is wanted.",
  },
  HOOK_FAILED: {
    audience: "script",
    meaning: "A hook threw an error.",
    remedy: "The message names the file and line. The hook's failure mode decided what the error meant for the operation.",
  },
  HOOK_TIMED_OUT: {
    audience: "script",
    meaning: "A hook did not answer within its time limit.",
    remedy: "Make it faster, or raise its `timeout_ms`.",
  },
  HOOK_BREAKER_OPEN: {
    audience: "script",
    meaning: "A fail_closed hook failed so often that it is not asked for a while, so the operation is cancelled.",
    remedy: "See the errors before this one. The hook is tried again after 30 seconds, or at once when its file changes.",
  },
  RESULT_INVALID: {
    audience: "script",
    meaning: "A hook answered something that is not one of the nine results.",
    remedy: "The message names the field. Use the constructors, or return nothing to go on.",
  },
  RESULT_NOT_ALLOWED: {
    audience: "script",
    meaning: "A hook answered a result that this hook point cannot carry out.",
    remedy: "The message lists the results the point allows.",
  },
  HOOK_CANCELLED: {
    audience: "user",
    meaning: "A hook cancelled the operation. The error is a `HookCancelled` with the reason and the hook's id.",
    remedy: "Respect the reason. When `failure` is set, the hook did not decide but failed and is fail_closed.",
  },
  OPERATION_INVALID: {
    audience: "user",
    meaning: "An operation was given to `guard` or `operation` in a wrong form, or at a point that stands before nothing.",
    remedy: "The message names the field and what it accepts.",
  },
  OPERATION_FAILED: {
    audience: "user",
    meaning: "The operation failed, and an error-hook changed the error's text.",
    remedy: "The message is the hook's; `cause` is what the operation threw.",
  },
  OPERATION_UNFINISHED: {
    audience: "user",
    meaning: "The scope of an operation ended with neither a result nor an error, usually because its block threw.",
    remedy: "Call `setResult` or `setError` before the scope ends.",
  },
  OPERATION_TIMED_OUT: {
    audience: "user",
    meaning: "The deadline of an operation passed before it had ended.",
    remedy: "Give it more time, or find out what was slow: a hook, the operation, or the waiting between attempts.",
  },
  COMPONENT_UNKNOWN: {
    audience: "script",
    meaning: "A hook named a component that does not exist, or that cannot take an operation's place.",
    remedy: "The message lists near names. The host registers components with `runtime.components.register`.",
  },
  COMPOSITION_INVALID: {
    audience: "user",
    meaning: "A composition names a hook that is not there, itself, or something else that it cannot be made of.",
    remedy: "The message says what. `hookloom list` shows the ids of hooks; a script's path stands for all of its hooks.",
  },
  COMPONENT_LOOP: {
    audience: "script",
    meaning: "A hook redirected an operation to a component that had it before.",
    remedy: "Redirect only from components that should not perform the operation: look at the context's component first.",
  },
  COMPONENT_FAILED: {
    audience: "script",
    meaning: "A component that a script defines could not perform an operation.",
    remedy: "The message names the file and line; the operation fails with it like with any error of its own.",
  },
  SUBSCRIBER_FAILED: {
    audience: "script",
    meaning: "A script's handler of events threw an error.",
    remedy: "The message names the file and line. The events after it are delivered all the same.",
  },
  COMPONENT_ID_TAKEN: {
    audience: "user",
    meaning: "Two components want the same id.",
    remedy: "Give one of them another id, or dispose of the other's registration first.",
  },
  FORK_FAILED: {
    audience: "user",
    meaning: "The branches of a forked operation came to nothing that can be joined.",
    remedy: "The message says what each branch did; `cause` holds their errors.",
  },
  ...EVENT_ERROR_CODES,
  SCRIPT_SYNTAX: {
    audience: "script",
    meaning: "A script could not be compiled.",
    remedy: "Correct the file at the given line; the last good version goes on serving.",
  },
  SCRIPT_LOAD_FAILED: {
    audience: "script",
    meaning: "A script threw an error while its top level ran.",
    remedy: "Correct the file at the given line; the last good version goes on serving.",
  },
  SCRIPT_LOAD_TIMED_OUT: {
    audience: "script",
    meaning: "A script's top level did not end within the load time.",
    remedy:
      "Do long work inside handlers, not while the script loads. As the machine may just have been busy, it is tried again after 1, 10 and 60 seconds.",
  },
  SCRIPT_REQUIRED: {
    audience: "operator",
    meaning: "A script that the config requires at a hook point is not asked there, so that point is refused.",
    remedy:
      "Correct the script or put it into the scripts folder, approve it, switch its hook on, or take the point out of `required_at`.",
  },
  SCRIPT_UNKNOWN: {
    audience: "user",
    meaning: "A script was named that is not in the scripts folder.",
    remedy: "Use the id of one: its path below the folder. `hookloom list` shows all of them.",
  },
  SCRIPT_MIGRATION_FAILED: {
    audience: "user",
    meaning:
      "A new version of a script could not make its state of the one that is kept, which stays as it is; the version before goes on serving, if there is one.",
    remedy: "The message says what went wrong. Correct `migrate`, or give the script the version again that its state is of.",
  },
  SCRIPT_UNREADABLE: {
    audience: "operator",
    meaning: "A script file could not be read.",
    remedy: "Check the file's permissions and that it is UTF-8 text.",
  },
  SCRIPT_NOT_APPROVED: {
    audience: "operator",
    meaning: "A script is new or has changed, and only approved ones run (`sandbox.trust`).",
    remedy: "Look at what has changed with `hookloom trust <script> --diff`, and approve it with `hookloom trust <script>`.",
  },
  APPROVAL_REFUSED: {
    audience: "operator",
    meaning: "A text of a script was to be approved that is not the file's any more, or where all texts run.",
    remedy: 'Look at the text as it is now, and approve that one; approving is for `sandbox.trust = "pinned"`.',
  },
  SCRIPT_MEMORY_EXCEEDED: {
    audience: "script",
    meaning: "A script used more memory than it may.",
    remedy: "Keep less in memory, or raise `limits.memory_mb` in the config.",
  },
  SCRIPT_CPU_EXCEEDED: {
    audience: "script",
    meaning: "A script took more processor time than it may, in one call or in a minute.",
    remedy: "Do less in the handler, or raise the limit that the message names.",
  },
  SCRIPT_LOG_EXCEEDED: {
    audience: "script",
    meaning: "A script logged more in a second than it may, and lines were dropped.",
    remedy: "Log less, or raise the limit that the message names.",
  },
  SCRIPT_EVENTS_EXCEEDED: {
    audience: "script",
    meaning: "A script published more events in a second than it may, and events were dropped.",
    remedy: "Publish one event for many things, or raise the limit that the message names.",
  },
  HOST_CALLS_EXCEEDED: {
    audience: "script",
    meaning: "One call of a script asked the host for more than it may.",
    remedy: "Keep several things under one key of the state, or raise the limit that the message names.",
  },
  SCRIPT_QUARANTINED: {
    audience: "script",
    meaning: "A script killed its runner process repeatedly and is not run for a while.",
    remedy: "Correct the file; a changed file is released at once, an unchanged one after a pause that grows.",
  },
  SCRIPT_UNLOADED: {
    audience: "script",
    meaning: "A script was unloaded while a call waited for it.",
    remedy: "Nothing to do: its file was deleted or the runtime was closed.",
  },
  SCRIPTS_FOLDER_MISSING: {
    audience: "user",
    meaning: "The scripts folder does not exist.",
    remedy: "Create it with a first script by `hookloom new js guard`, or name another with `--scripts` or `scripts_dir`.",
  },
  SANDBOX_START_FAILED: {
    audience: "operator",
    meaning: "A runner process could not be started, so scripts of its language do not run.",
    remedy: "The message holds what the process said; run it on Node 24 with the package's dependencies installed.",
  },
  SANDBOX_LAYER_MISSING: {
    audience: "operator",
    meaning: "The config requires a layer of the sandbox that this machine cannot give.",
    remedy: "The message says why. `hookloom doctor` shows all layers; take it out of `sandbox.require` to go without.",
  },
  SANDBOX_RUNNER_DIED: {
    audience: "operator",
    meaning: "A runner process ended while a call was under way, twice in a row.",
    remedy: "It was replaced. If it goes on, the script named in the message is the likely cause.",
  },
  SANDBOX_PROTOCOL: {
    audience: "bug",
    meaning: "A runner process sent something it should never send, and was replaced.",
    remedy: "Report it with the log lines around it.",
  },
  CONFIG_INVALID: {
    audience: "user",
    meaning: "A setting has a wrong name or value.",
    remedy: "The message names the file and line, or the environment variable, and what is accepted.",
  },
  CONFIG_SYNTAX: {
    audience: "user",
    meaning: "The config file is not valid TOML.",
    remedy: "Correct it at the given line and column.",
  },
  REQUEST_INVALID: {
    audience: "user",
    meaning: "A request to the daemon or an argument of the command line is malformed.",
    remedy: "The message says what is expected.",
  },
  REQUESTS_LIMITED: {
    audience: "user",
    meaning: "A client sends more requests to the daemon than `server.requests_per_second` allows.",
    remedy: "Ask again after as many seconds as the header Retry-After says, or raise the setting.",
  },
  PORT_IN_USE: {
    audience: "operator",
    meaning: "Another program listens on this port.",
    remedy: "Stop it, or choose another port with `--port` or `server.port`; 0 takes a free one.",
  },
  DAEMON_RUNNING: {
    audience: "operator",
    meaning: "Another daemon works with the same state folder.",
    remedy: "Use that one or stop it, or give this one another `state_dir`.",
  },
  DAEMON_MISSING: {
    audience: "operator",
    meaning: "A daemon was asked, and none answers: none works with the state folder, or none at the address.",
    remedy: "Start one with `hookloom serve`, or name the same config, scripts folder or address as it has.",
  },
  SOCKET_UNUSABLE: {
    audience: "operator",
    meaning: "The daemon cannot have its socket in the state folder.",
    remedy: "Choose a `state_dir` with a shorter path, into which you may write.",
  },
  TLS_FILES_INVALID: {
    audience: "operator",
    meaning: "The files of `server.tls_cert` and `server.tls_key` cannot be used.",
    remedy:
      "Name PEM files that belong together: the certificate with those between it and its root, and its key without a passphrase.",
  },
  TOKENS_INVALID: {
    audience: "operator",
    meaning: "The file with the daemon's tokens holds something else.",
    remedy: "Delete it; the daemon makes new tokens at its next start.",
  },
  TEST_FAILED: {
    audience: "script",
    meaning: "A test of a script found something else than it expects.",
    remedy: "The message names the difference. Correct the script, or what the test expects.",
  },
  AUDIT_LOG_TAKEN: {
    audience: "operator",
    meaning: "Another process writes the audit log, and two would break each other's chain of hashes.",
    remedy: "Stop it, or give this one another `builtin.audit.path`.",
  },
  AUDIT_LOG_INVALID: {
    audience: "operator",
    meaning:
      "The file of the audit log cannot be read, or ends in something else than a line of one, so that no line can follow.",
    remedy: "See what `hookloom audit verify` says of it; then move it away, and a new log is begun.",
  },
  AGENT_UNKNOWN: {
    audience: "user",
    meaning: "No coding agent has this name.",
    remedy: "Take one of those that the message lists.",
  },
  AGENT_SETTINGS_INVALID: {
    audience: "user",
    meaning: "The settings file of a coding agent cannot be read, so it is not changed either.",
    remedy: "Correct it at the given place; the agent itself may be ignoring it.",
  },
  AGENT_NOT_INSTALLABLE: {
    audience: "user",
    meaning: "A coding agent has no settings of this scope that hooks can be written into.",
    remedy: "The message says which scopes it has, or what to do by hand.",
  },
  AGENT_EVENT_UNKNOWN: {
    audience: "user",
    meaning: "A coding agent sent a payload that is none of its known events.",
    remedy: "The message lists the events. An agent newer than this Hookloom may have more; take them out of its settings.",
  },
  AGENT_COMMAND_FAILED: {
    audience: "user",
    meaning: "A command that was moved out of an agent's settings could not be run, took too long, or ended with an error.",
    remedy: "Run it by hand with a payload on standard input. `hookloom agents migrate --undo` puts it back.",
  },
  FILE_EXISTS: {
    audience: "user",
    meaning: "The file to be written exists already.",
    remedy: "Choose another name, or delete the file first.",
  },
  RUNTIME_CLOSED: {
    audience: "user",
    meaning: "The runtime was used after it was closed.",
    remedy: "Keep it open for as long as operations run; `drain()` waits for them.",
  },
  INTERNAL: {
    audience: "bug",
    meaning: "Hookloom itself made a mistake.",
    remedy: "Report it with the log lines around it.",
  },
});

export type ErrorCode = keyof typeof ERROR_CODES;
