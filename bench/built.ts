// Modules of the built package that it does not export, for sections that measure one part of it.

/** A module by the path of its source, without the ending. */
export async function built<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../dist/${path}.js`, import.meta.url).href)) as Module;
}
