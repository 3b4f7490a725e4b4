// What SQL looks like that was smuggled into a text, as data: each pattern with an example and a text like it that is none.

export interface SqlPattern {
  readonly id: string;
  readonly pattern: RegExp;
  readonly example: string;
  readonly harmless: string;
}

export const SQL_PATTERNS: readonly SqlPattern[] = [
  {
    id: "always-true",
    pattern:
      /['"]\s{0,5}(?:or|and|\|\|)\s{1,5}(?:\(?['"]?(\w{1,20})['"]?\s{0,3}(?:=|like)\s{0,3}['"]?\1\b['"]?|true\b|not\s{1,3}false\b|\d{1,6}\s{0,3}[<>]\s{0,3}\d{1,6})/gi,
    example: "admin' OR '1'='1",
    harmless: 'say "yes" or no, and 1 = 1 apple',
  },
  {
    id: "union",
    pattern: /\bunion\b\s{1,5}(?:all\s{1,5}|distinct\s{1,5})?select\b\s/gi,
    example: "1 UNION SELECT password FROM users",
    harmless: "the union selected a speaker",
  },
  {
    id: "second-statement",
    pattern:
      /['")\d\s];\s{0,5}(?:drop|truncate|alter|create)\s{1,5}(?:table|database|schema|user|view|index)\b|;\s{0,5}(?:delete\s{1,5}from|insert\s{1,5}into|update\s{1,5}\w{1,64}\s{1,5}set|exec(?:ute)?\s{1,5}\w|shutdown\b|grant\s{1,5}all)\b/gi,
    example: "x'; DROP TABLE users",
    harmless: "first drop the table; then delete the file",
  },
  {
    id: "cut-off",
    pattern: /['"]\s{0,5}\)?\s{0,5}(?:--(?:\s|$)|#\s*$|\/\*)/gm,
    example: "admin' -- ",
    harmless: "it's -- as they say -- fine",
  },
  {
    id: "wait",
    pattern: /\b(?:pg_sleep|sleep|benchmark)\s{0,3}\(\s{0,3}\d{1,9}\s{0,3}[,)]|\bwaitfor\s{1,5}delay\s{1,5}['"]/gi,
    example: "1; SELECT pg_sleep(10)",
    harmless: "sleep 10 seconds",
  },
  {
    id: "server-functions",
    pattern:
      /\bxp_(?:cmdshell|regread|dirtree)\b|\bload_file\s{0,3}\(|\binto\s{1,5}(?:out|dump)file\s{1,5}['"]|\binformation_schema\s{0,3}\.\s{0,3}\w/gi,
    example: "EXEC xp_cmdshell 'dir'",
    harmless: "load the file into the outfile folder",
  },
];
