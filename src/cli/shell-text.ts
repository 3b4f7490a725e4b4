// Commands to paste into a shell. `new`, `run` and `serve` print some.

/** An argument as the user's shell wants it: in quotes, unless it is plain. */
export function shellQuote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  if (platform === "win32") return `"${argument.replaceAll(/(\\*)"/g, '$1$1\\"')}"`;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A command line of this program. */
export function hookloomCommand(...args: readonly string[]): string {
  return ["npx hookloom", ...args.map((argument) => shellQuote(argument))].join(" ");
}
