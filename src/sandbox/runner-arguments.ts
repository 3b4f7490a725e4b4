// What the host and a runner process agree on before the channel opens.

export interface RunnerArguments {
  /** Absolute path of the module with the language's bridge. */
  readonly bridgeModule: string;
  /** Absolute path of the language's asset, when there is one. */
  readonly assetPath?: string;
}

/** Which walls a runner found around itself when it tried them: true where it was stopped. */
export interface RunnerWalls {
  readonly files: boolean;
  readonly processes: boolean;
  readonly addons: boolean;
  readonly network: boolean;
  readonly environment: boolean;
}

/**
 * The whole environment of a runner. Not for the scripts, which see none: glibc otherwise keeps an arena per thread that loads
 * isolates, and the room of what was large once.
 */
export const RUNNER_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "131072",
};

/** File descriptor of the framed channel inside the runner. */
export const CHANNEL_FD = 3;
/** File descriptor of the flight recorder inside the runner. */
export const RECORDER_FD = 4;

/**
 * Reads what a runner says of its walls. One that lies gains nothing: they are told to people, and decide nothing after the start.
 * @throws SyntaxError or TypeError when it is no JSON of an object
 */
export function parseWalls(payload: string): RunnerWalls {
  const said = JSON.parse(payload) as Partial<Record<keyof RunnerWalls, unknown>>;
  const { files, processes, addons, network, environment } = said;
  return {
    files: files === true,
    processes: processes === true,
    addons: addons === true,
    network: network === true,
    environment: environment === true,
  };
}
