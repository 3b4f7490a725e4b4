// Links between the pages lead somewhere: to a file that is there, and to a heading that it has.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const pages = [
  "README.md",
  "AGENTS.md",
  "scripts-examples/README.md",
  ...["lua", "javascript", "python"].map((language) => `bridges/${language}/README.md`),
  ...readdirSync(new URL("docs", ROOT), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path.replaceAll("\\", "/")}`),
];

it.each(pages)("every link of %s leads somewhere", (page) => {
  const url = new URL(page, ROOT);
  const broken = linksOf(readFileSync(url, "utf8")).filter((link) => !leadsSomewhere(new URL(link, url)));
  expect(broken).toEqual([]);
});

function linksOf(text: string): string[] {
  const outsideCode = text.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "code");
  return [...outsideCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^\w+:/.test(link));
}

function leadsSomewhere(link: URL): boolean {
  const target = new URL(link.pathname, link);
  if (statSync(fileURLToPath(target), { throwIfNoEntry: false }) === undefined) return false;
  if (link.hash === "") return true;
  const headings = readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, title]) => anchorOf(title!)).includes(decodeURIComponent(link.hash.slice(1)));
}

/** What GitHub calls a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
