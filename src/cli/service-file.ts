// The file that has a system start the daemon at login: a unit of systemd, or an agent of launchd. `hookloom service` writes it.

import { join } from "node:path";
import { usageError } from "./usage-error.ts";

/** What the file says, and where. */
export interface ServicePlace {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** `XDG_CONFIG_HOME`, where it is set. */
  readonly configHome: string | undefined;
  /** The command with its arguments. */
  readonly command: readonly string[];
  readonly workingDirectory: string;
}

export interface ServiceFile {
  readonly path: string;
  readonly text: string;
  /** What starts it now and at every login. */
  readonly start: string;
  /** What stops it, and has it not started any more. */
  readonly stop: string;
}

/** By which we know our own files. */
const MARK = "Written by hookloom service install";
const LABEL = "dev.hookloom";

/** Whether a file was written by us. */
export function isOurs(text: string): boolean {
  return text.includes(MARK);
}

/** The file for a system. @throws HookloomError REQUEST_INVALID where there is none */
export function serviceFile(place: ServicePlace): ServiceFile {
  if (place.platform === "linux") return systemdUnit(place);
  if (place.platform === "darwin") return launchdAgent(place);
  throw usageError(
    "Services are written for systemd and launchd only.",
    "Have your system's own service manager run: hookloom serve",
  );
}

function systemdUnit({ home, configHome = join(home, ".config"), command, workingDirectory }: ServicePlace): ServiceFile {
  const text = `# ${MARK}.
[Unit]
Description=Hookloom

[Service]
WorkingDirectory=${workingDirectory.replaceAll("%", "%%")}
ExecStart=${command.map(quoteForSystemd).join(" ")}
ExecReload=/bin/kill -HUP $MAINPID
Environment=HOOKLOOM_LOG_FORMAT=json
Restart=on-failure
# Requests under way are answered first.
TimeoutStopSec=20

[Install]
WantedBy=default.target
`;
  return {
    path: join(configHome, "systemd/user/hookloom.service"),
    text,
    start: "systemctl --user daemon-reload && systemctl --user enable --now hookloom",
    stop: "systemctl --user disable --now hookloom",
  };
}

function launchdAgent({ home, command, workingDirectory }: ServicePlace): ServiceFile {
  const path = join(home, `Library/LaunchAgents/${LABEL}.plist`);
  const words = command.map((word) => `    <string>${escapeXml(word)}</string>`);
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${MARK}. -->
<plist version="1.0">
<dict>
  <key>Label</key><string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
  <key>WorkingDirectory</key><string>${escapeXml(workingDirectory)}</string>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ExitTimeOut</key><integer>20</integer>
  <key>StandardErrorPath</key><string>${escapeXml(join(home, "Library/Logs/hookloom.log"))}</string>
</dict>
</plist>
`;
  return {
    path,
    text,
    start: `launchctl bootstrap gui/$UID ${JSON.stringify(path)}`,
    stop: `launchctl bootout gui/$UID/${LABEL}`,
  };
}

/** A word of a command line; `%` and `$` mean something there. */
function quoteForSystemd(word: string): string {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `"${plain.replaceAll(/[\\"]/g, "\\$&")}"`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
