// A hook that is a file: agents of the layout `files` run the one that has the name of an event. The installer writes them, and the
// doctor and the linter read them.

/** The file of an event. */
export function hookFileName(event: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `${event}.ps1` : event;
}

/** A file that runs a command, with the agent's input as the command's and the command's exit code as its own. */
export function hookFileText(command: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return `# Asks the hook scripts of Hookloom.\r\n& ${command}\r\nexit $LASTEXITCODE\r\n`;
  return `#!/bin/sh\n# Asks the hook scripts of Hookloom.\nexec ${command}\n`;
}

/** The command in such a file; `undefined` in one of somebody else. */
export function commandInFile(text: string): string | undefined {
  return /^(?:exec|&) (.*hookloom.*?)\r?$/m.exec(text)?.[1];
}
