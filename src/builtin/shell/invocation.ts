// One program with its arguments, as the rules see it. `script-reader.ts` makes them of parsed commands.

import { UNKNOWN } from "./expand-word.ts";

/** Options that take the next word as their value, of programs whose commands follow them. */
const VALUED: Readonly<Record<string, string>> = {
  git: "-C -c --git-dir --work-tree --namespace",
  docker: "-H --host --context --config -l --log-level -f --file -p --project-name --profile --env-file",
  "docker-compose": "-f --file -p --project-name --profile --env-file --context",
  podman: "--url --connection --log-level",
  kubectl: "-n --namespace --context --kubeconfig --cluster -s --server --user --token --as",
  oc: "-n --namespace --context --kubeconfig --cluster --server --user --token",
  helm: "-n --namespace --kube-context --kubeconfig",
  aws: "--profile --region --output --endpoint-url --query",
  gcloud: "--project --account --configuration --format --zone --region",
  gsutil: "-o -u",
  az: "--subscription --output -o --query",
  npm: "--prefix -C -w --workspace --registry --tag --access --otp",
  pnpm: "-C --dir -F --filter --registry --tag --access",
  yarn: "--cwd --registry --tag",
  cargo: "--manifest-path -p --package --config --color --token",
  systemctl: "-H --host -M --machine -t --type",
  gh: "-R --repo",
  "redis-cli": "-h -p -a -n -u --user --pass",
  make: "-C -f",
  fly: "-a --app -c --config",
  flyctl: "-a --app -c --config",
  heroku: "-a --app -r --remote",
  nmcli: "-f -m",
  ssh: "-p -i -l -o -F -L -R -D -J -b -c -e -m -O -S -W -w -B -E",
};
/** Of these, only the options before the command take values; the same letters mean something else after it. */
const BEFORE_COMMAND = new Set(["git", "docker", "docker-compose", "podman", "make"]);
const valuedByProgram = new Map(Object.entries(VALUED).map(([name, options]) => [name, new Set(options.split(" "))]));

/** What a program prints is shown, goes to another program, or becomes words of a command. */
export type Output = "shown" | "piped" | "captured";

export class Invocation {
  /** In lower case, without its folder and without what is unknown of it. */
  readonly name: string;
  /** As it was given. */
  readonly path: string;
  /** All arguments. */
  readonly words: readonly string[];
  /** The source of the words, for what expansion cannot tell. */
  readonly source: string;
  /** The folder the command runs in, if it says so. */
  readonly folder: string | undefined;
  /** Where what it prints goes. */
  readonly output: Output;
  #sorted: { readonly operands: readonly string[]; readonly flags: ReadonlySet<string> } | undefined;

  constructor([path = "", ...words]: readonly string[], source: string, folder?: string, output: Output = "shown") {
    this.path = path;
    this.name = programName(path);
    this.words = words;
    this.source = source;
    this.folder = folder;
    this.output = output;
  }

  /** Arguments that are neither options nor values of options that stand before the first of them. */
  get operands(): readonly string[] {
    this.#sorted ??= sortWords(this.name, this.words);
    return this.#sorted.operands;
  }

  /** Options: long ones up to their `=`, short ones letter by letter and as they were written. */
  get flags(): ReadonlySet<string> {
    this.#sorted ??= sortWords(this.name, this.words);
    return this.#sorted.flags;
  }
}

function sortWords(name: string, words: readonly string[]): { operands: string[]; flags: Set<string> } {
  const valued = valuedByProgram.get(name);
  const flags = new Set<string>();
  const operands: string[] = [];
  let optionsEnded = false;
  for (let at = 0; at < words.length; at += 1) {
    // Positional parameters that nobody set stand for nothing, and so hide options.
    const word = words[at]!;
    const known = word.includes(UNKNOWN) ? word.replaceAll(UNKNOWN, "") : word;
    if (optionsEnded || known.length < 2 || !known.startsWith("-")) operands.push(word);
    else if (known === "--") optionsEnded = true;
    else {
      flags.add(known.startsWith("--") ? known.split("=", 1)[0]! : known);
      if (!known.startsWith("--")) for (const letter of known.slice(1)) flags.add(`-${letter}`);
      const before = operands.length === (operands[0] === "compose" ? 1 : 0);
      if (valued?.has(known) && (before || !BEFORE_COMMAND.has(name))) at += 1;
    }
  }
  return { operands, flags };
}

function programName(path: string): string {
  // The shell itself.
  if (/^\/proc\/(?:self|\d+)\/exe$/.test(path)) return "bash";
  const known = path.includes(UNKNOWN) ? path.replaceAll(UNKNOWN, "") : path;
  const base = known.slice(Math.max(known.lastIndexOf("/"), known.lastIndexOf("\\")) + 1).toLowerCase();
  return base.endsWith(".exe") ? base.slice(0, -4) : base;
}

/** Whether any of the flags is given. */
export function hasFlag({ flags }: Invocation, ...wanted: readonly string[]): boolean {
  return wanted.some((flag) => flags.has(flag));
}

/** Whether a word is known only to the running shell, at least in part. */
export function isUnknown(word: string): boolean {
  return word.includes(UNKNOWN);
}
