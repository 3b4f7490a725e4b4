// PowerShell, as far as its destructive basics need it: statements, pipes, brackets and quotes. `script-reader.ts` asks it about
// texts that look like PowerShell, and about those given to `powershell` and `pwsh`.

const STATEMENT =
  /(?:^|[;|({=\n&])[ \t]*(?:(?:get|set|remove|new|start|stop|restart|clear|format|invoke|out|write|test|add|import|export|select|where|foreach|convertto|convertfrom|copy|move|rename|install|uninstall|enable|disable|register|unregister|initialize|reset|update|resize|find|measure|sort)-[a-z]{2,}|\(?new-object\b|iex\b|iwr\b|irm\b|reg\s+(?:add|delete)\s+"?hk|(?:del|erase|rd|rmdir|attrib|copy|move|format)\s+(?:\/[a-z]\s+)*(?:\/[a-z]\s|"?[a-z]:\\))|^\s*\$env:|^\s*\$\w+\s*=|\[(?:system\.)?(?:net|io|convert|reflection|text|environment)\b/i;

/** One program with its arguments, and where it stands. */
export interface PowershellCall {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

export function looksLikePowershell(text: string): boolean {
  return STATEMENT.test(text);
}

/** The programs of a text, brackets and blocks opened. */
export function readPowershell(text: string): PowershellCall[] {
  const calls: PowershellCall[] = [];
  let words: string[] = [];
  let start = 0;
  const finish = (end: number): void => {
    const first = words.findIndex((word) => word !== "=" && !/^\$\w+(?::\w+)?$/.test(word) && word !== "&" && word !== ".");
    if (first >= 0) calls.push({ words: words.slice(first), start, end });
    words = [];
  };
  const token = /"((?:`.|""|[^"`])*)"|'((?:''|[^'])*)'|#[^\n]*|[;|(){}\n]|&&|(?:`.|[^\s;|(){}"'`])+/g;
  let last = 0;
  for (const match of text.matchAll(token)) {
    const [whole, double, single] = match;
    const end = match.index + whole.length;
    if (double !== undefined || single !== undefined) {
      if (words.length === 0) start = match.index;
      words.push((double ?? single!).replaceAll(/`(.)/g, "$1"));
    } else if (/^(?:[;|(){}\n]|&&)$/.test(whole)) finish(last);
    else if (!whole.startsWith("#")) {
      if (words.length === 0) start = match.index;
      words.push(whole.replaceAll(/`(.)/g, "$1"));
    }
    last = end;
  }
  finish(last);
  return calls;
}

/** What `powershell` is told to run: a text, or one in base64 of UTF-16. */
export function powershellScript(words: readonly string[]): { readonly text: string; readonly encoded: boolean } | undefined {
  const encoded = words.findIndex((word) => /^[-/]e(?:c|nc\w*)?$/i.test(word));
  if (encoded >= 0) return { text: Buffer.from(words[encoded + 1] ?? "", "base64").toString("utf16le"), encoded: true };
  const command = words.findIndex((word) => /^[-/]c(?:ommand)?$/i.test(word));
  if (command >= 0) return { text: words.slice(command + 1).join(" "), encoded: false };
  const first = words.findIndex((word) => !word.startsWith("-"));
  return first < 0 || /\.ps1$/i.test(words[first]!) ? undefined : { text: words.slice(first).join(" "), encoded: false };
}
