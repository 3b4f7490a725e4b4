// The dashboard's files, as `tools/build-dashboard.ts` makes them. They hold no secret, so whoever reaches the daemon gets them;
// what the page asks for needs a role like any other request. `app.ts` mounts it.

import { readdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { refusal } from "./error-response.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page asks nobody but the daemon, runs nothing but its own files, and is shown in no frame. */
const SECURITY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

interface BuiltFile {
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly compressed: Buffer<ArrayBuffer>;
}

/** Answers the files of a folder; they are read when the first is asked for. */
export class Dashboard {
  readonly #folder: string;
  #files: ReadonlyMap<string, BuiltFile> | undefined;

  constructor(folder = join(dirname(findPackageJSON("..", import.meta.url)!), "dist/dashboard")) {
    this.#folder = folder;
  }

  /** The file at a path, such as `/` or `/assets/index-1a2b.js`. */
  answer(path: string, acceptEncoding: string | undefined): Response {
    this.#files ??= readFiles(this.#folder);
    if (this.#files.size === 0) return refusal(404, "The dashboard is not built; `npm run dashboard` builds it.");
    const file = this.#files.get(path === "/" ? "/index.html" : path);
    if (file === undefined) return refusal(404, `The dashboard has no file ${path}.`);
    const compress = /\bgzip\b/.test(acceptEncoding ?? "");
    const headers = {
      ...SECURITY,
      "content-type": file.type,
      // The names of assets change with what is in them.
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      vary: "accept-encoding",
      ...(compress && { "content-encoding": "gzip" }),
    };
    return new Response(compress ? file.compressed : file.bytes, { headers });
  }
}

function readFiles(folder: string): Map<string, BuiltFile> {
  const files = new Map<string, BuiltFile>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return files;
  }
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    files.set(`/${name.replaceAll("\\", "/")}`, { type, bytes, compressed: gzipSync(bytes, { level: 9 }) });
  }
  return files;
}
