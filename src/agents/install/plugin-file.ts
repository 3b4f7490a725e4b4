// The file that makes an agent load our plugin: it names what `bin/plugins/` makes, and where this installation is. The installer
// writes it as a whole, the doctor looks whether what it names is there.

import { fileURLToPath, pathToFileURL } from "node:url";
import type { AgentContract } from "../contract.ts";

/** What the plugin needs to reach the daemon. */
export interface PluginPlaces {
  /** The folder with the modules of the plugins. */
  readonly modules: string;
  /** The Node that runs the shim: the agent's own process may be another runtime. */
  readonly node: string;
  readonly shim: string;
  readonly state: string;
}

/** The text of the file; only for agents of the layout `plugin`. */
export function pluginText({ name, title, settings }: AgentContract, { modules, node, shim, state }: PluginPlaces): string {
  const { factory, export: exported } = settings.plugin!;
  const module = pathToFileURL(`${modules}/${name}.mjs`).href;
  return `// ${title} asks the hook scripts of Hookloom through this. \`hookloom agents uninstall ${name}\` takes it away.
import { ${factory} } from ${JSON.stringify(module)};

export ${exported} ${factory}(${JSON.stringify({ node, shim, state }, undefined, 2)});
`;
}

/** What the file needs of this package and this machine. */
export function pathsInPlugin(text: string): string[] {
  const modules = [...text.matchAll(/ from "(file:[^"]+)"/g)].map(([, url]) => fileURLToPath(url!));
  const programs = [...text.matchAll(/"(?:node|shim)": ("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) => JSON.parse(quoted!) as string);
  return [...modules, ...programs];
}
