// Which paths hurt when they are deleted, overwritten or read. Unknown parts count as empty, as unset variables are.

import { UNKNOWN } from "./expand-word.ts";
import type { Risk } from "../../model/risk.ts";

/** No system opens longer ones; the expressions below take longer the longer a text is. */
const MAXIMUM_PATH = 4096;
const SYSTEM =
  /^\/(?:bin|boot|dev|etc|lib|lib32|lib64|libx32|opt|proc|root|sbin|srv|sys|usr|var|System|Library|Applications|private)(?=\/|$)/;
/** Folders inside those of the system that programs fill and empty all the time. */
const WORK =
  /^(?:\/tmp|\/private\/tmp|\/var\/tmp|\/var\/cache|\/var\/folders|\/dev\/shm|\/var\/run|\/run|\/var\/lib\/apt\/lists|\/var\/log\/[\w.-]+|\/var\/www\/[^/]+|\/opt\/[^/]+|\/srv\/[^/]+|\/usr\/local\/[^/]+\/[^/]+|\/usr\/src\/[^/]+)\/[^/]/;
const HOME = /^(?:~[\w-]*|\/home\/[^/]*|\/Users\/[^/]*|\/root|\/home|\/Users)(?=\/|$)/;
const EVERYTHING = /^\/?(?:\*|\.\*|\{\*,\.\*\}|\.\[\^\.\]\*|\.)?\/?$/;
const KEPT_AT_HOME =
  /^\/(?:\.ssh|\.gnupg|\.aws|\.kube|\.config|\.local|\.docker|\.password-store|\.mozilla|Documents|Desktop|Pictures|Downloads|Music|Videos|Movies|Library|Dropbox|projects?|work|code|src|dev|repos|git|backups?)(?:\/\*?)?$/i;
const ATTACHED = /^\/(?:mnt|media|Volumes|backups?)\/[^/]+(?:\/\*?|\/(?:Users|Windows|Program Files[^/]*)(?:\/[^/]*)?)?$/;
/** A repository, or what makes it one. */
const REPOSITORY = /(?:^|\/)\.git(?:\/(?:objects|refs|logs|\*))?\/?$/;
const CONTAINER_WORK = /^\/(?:tmp|app|workspaces?|build|code|src|repo)(?:\/\*?)?$/;
const SURROUNDING =
  /^(?:\.|\*|\.\*|\.\/\*|\.\/\.\*|\{\*,\.\*\}|\.\/|\*\*(?:\/\*)?|(?:\.\.\/)*\.\.(?:\/\*?)?|\*\.\*|\.\[\^\.\]\*)$/;
/** All of a folder whose name is unknown: if the variable is not set, that is the root. */
// oxlint-disable-next-line no-control-regex
const ALL_OF_UNKNOWN = /^\u0001+\/(?:\*|\.\*|(?:\.\.\/?)+)?$/;
const DRIVE = /^[a-z]:(?:[\\/]?(?:\*|\*\.\*|windows|users|program files|programdata)?\*?(?:[\\/].*)?)?$/i;
const PRIMARY_DRIVE_WORK =
  /^[a-z]:[\\/]?(?:temp|tmp|build|dev|projects?|src|code|users[\\/]?[^\\/]+[\\/].*(?:temp|cache|node_modules|build|dist))/i;

/** A path without `.`, `..`, doubled slashes and unknown parts, in the folder the command runs in if that is known. */
export function normalise(path: string, folder?: string): string {
  if (path.length > MAXIMUM_PATH) return ".too-long";
  // Behind a variable that nobody knows, the rest is not at the root.
  if (path.startsWith(UNKNOWN) && path.length > 1) return `.unknown${path.replaceAll(UNKNOWN, "")}`;
  let known = path.includes(UNKNOWN) ? path.replaceAll(UNKNOWN, "") : path;
  if (folder !== undefined && !/^[/~]|^[a-z]:/i.test(known)) known = `${folder}/${known}`;
  if (!known.startsWith("/") && !known.startsWith("~")) return known.replaceAll(/\/{2,}/g, "/").replace(/^(?:\.\/)+(?=.)/, "");
  const kept: string[] = [];
  for (const step of known.split("/")) {
    if (step === "..") kept.pop();
    else if (step !== "" && step !== ".") kept.push(step);
  }
  return `${known.startsWith("/") ? "/" : ""}${kept.join("/")}`;
}

/** How bad it is when this is deleted; `whole` when all that is in it goes too. */
export function deletionRisk(path: string, whole: boolean, folder?: string): Risk {
  const bare = normalise(path, folder).replaceAll(/["']/g, "");
  if (bare === "") return "LOW";
  if (folder === undefined && path.startsWith(UNKNOWN)) return whole && ALL_OF_UNKNOWN.test(path) ? "MEDIUM" : "LOW";
  if (bare.startsWith("/") && EVERYTHING.test(bare)) return "CRITICAL";
  if (/^\/(?:[^/]*[*?[]|\{[^}]*\})/.test(bare)) return "CRITICAL";
  const home = HOME.exec(bare);
  if (home !== null) {
    const rest = bare.slice(home[0].length);
    if (EVERYTHING.test(rest)) return whole || rest !== "" ? "CRITICAL" : "HIGH";
    if (KEPT_AT_HOME.test(rest)) return whole ? "HIGH" : "LOW";
    if (isRecord(bare) || isPersistence(bare) || isPrivateKey(bare)) return "HIGH";
    return "LOW";
  }
  if (DRIVE.test(bare)) return PRIMARY_DRIVE_WORK.test(bare) ? "LOW" : whole ? "CRITICAL" : "HIGH";
  if (SYSTEM.test(bare)) {
    if (WORK.test(bare) && !isRecord(bare)) return "LOW";
    if (/^\/[^/]+(?:\/\*)?$/.test(bare)) return whole ? "CRITICAL" : "HIGH";
    return /^\/usr\/local\/[^/]+\/[^/]+$/.test(bare) && !whole ? "MEDIUM" : "HIGH";
  }
  if (CONTAINER_WORK.test(bare)) return bare.endsWith("*") ? "LOW" : "MEDIUM";
  if (ATTACHED.test(bare) || /^\/[^/*]+(?:\/\*)?$/.test(bare)) return whole ? "HIGH" : "LOW";
  if (SURROUNDING.test(bare)) return whole ? "HIGH" : "MEDIUM";
  if (REPOSITORY.test(bare)) return whole ? "HIGH" : "LOW";
  return "LOW";
}

/** How bad it is when this is overwritten or appended to. */
export function writingRisk(path: string, folder?: string): Risk {
  const known = normalise(path, folder);
  if (isDisk(known) || /^\/dev\/k?mem$|^\/proc\/sysrq-trigger$/.test(known)) return "CRITICAL";
  if (isPersistence(known)) return "HIGH";
  if (known === "/") return "MEDIUM";
  if (/^\/dev\/(?:null|zero|full|tty\w*|pts\/\d+|stdout|stderr|fd\/\d+|shm\/.*|tcp\/.*|udp\/.*)$/.test(known)) return "SAFE";
  if (/^\/(?:s?bin|boot|lib\w*|proc|sys|dev|System|usr\/(?:s?bin|lib\w*))(?:\/|$)/.test(known)) return "HIGH";
  if (/^\/etc\/(?:passwd|g?shadow|group|hosts|resolv|fstab|environment|security|ssh|apt|nsswitch|selinux|yum)/.test(known))
    return "HIGH";
  if (/^\/(?:etc|usr\/(?:share|include))(?:\/|$)/.test(known)) return "MEDIUM";
  return "SAFE";
}

/** The root, a home, or a folder of the operating system: not a folder that programs fill and empty. */
export function isVital(path: string, folder?: string): boolean {
  const known = normalise(path, folder);
  if (known === "/" || known === "/*" || /^[a-z]:[\\/]?\*?$/i.test(known)) return true;
  const home = HOME.exec(known);
  if (home !== null) return EVERYTHING.test(known.slice(home[0].length));
  return SYSTEM.test(known) && !WORK.test(known) && !/^\/var\/(?:www|log)(?:\/|$)|^\/(?:opt|srv)\//.test(known);
}

/** A disk or a partition as a file. */
export function isDisk(path: string): boolean {
  return /^\/dev\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd|nvme|r?disk\d|mmcblk|mapper\/|dm-|md\d|loop\d|ram\d)|^\\\\\.\\PhysicalDrive/i.test(
    path,
  );
}

/** Private keys, password hashes and tokens of tools. */
export function isCredential(path: string): boolean {
  // Most words are no paths at all.
  if (!path.includes("/") && !path.includes(".") && !path.includes("id_") && !path.includes("Login")) return false;
  if (path.length < 4 || path.length > MAXIMUM_PATH || path.endsWith(".pub")) return false;
  return (
    isPrivateKey(path) ||
    /(?:\/|^|@|=|:)(?:\.aws\/(?:credentials|config)|\.netrc|\.pgpass|\.my\.cnf|\.kube\/config|\.docker\/config\.json|\.git-credentials|\.npmrc|\.pypirc|\.vault-token|\.password-store\/.+|\.azure\/.+|\.config\/(?:gh\/hosts\.yml|gcloud\/.+)|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?|\.terraform\.d\/credentials.*|terraform\.tfstate|wallet\.dat|Login Data|logins\.json|key4\.db|cookies\.sqlite|\.kdbx)$/.test(
      path,
    ) ||
    /(?:^|[@=:]|\/\/)(?:\/etc\/(?:g?shadow|sudoers|master\.passwd|krb5\.keytab|ssl\/private\/.+)|\/proc\/[^/]+\/environ|\/var\/run\/secrets\/.+|\/run\/secrets\/.+)/.test(
      path,
    ) ||
    /\.(?:kdbx|keychain(?:-db)?|p12|pfx|jks|ppk)$/.test(path)
  );
}

function isPrivateKey(path: string): boolean {
  return /(?:\/|^|@)(?:id_(?:rsa|dsa|ecdsa|ed25519)\w*|\.gnupg(?:\/.*)?|\.aws\/?|private[\w-]*\.(?:pem|key)|privkey\.pem|server\.key|\w*private_key\w*)$|\.ssh\/(?:id_|\*|identity|$)|\.ssh$/.test(
    path,
  );
}

/** A variable whose name says that its value is secret. */
export const SECRET_NAME = /\$\{?\w*(?:SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL)\w*/;

/** What somebody looks for who looks for secrets. */
export const SECRET_SHAPE =
  /id_rsa|id_ed25519|\.pem\b|\.key\b|\.kdbx|secret|credential|token|passw(?:or)?d|api_?key|PRIVATE KEY|\.env\b|\bAKIA|\bgh[ps]_|xox[bp]-/i;

/** Files with settings that are usually secret. */
export function isSecretSettings(path: string): boolean {
  return /(?:^|\/|@)(?:\.env(?:\.(?!example|sample|template|dist|test)[\w.-]+)?|secrets?\.(?:ya?ml|json|toml|env)|credentials(?:\.json|\.ya?ml)?|service[-_]account[\w-]*\.json)$/.test(
    path,
  );
}

/** Files that run at every login, start or connection, or that say who may connect. */
export function isPersistence(path: string): boolean {
  return (
    /(?:\/|^)(?:\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|zshrc|zshenv|zprofile|zlogin|profile|kshrc|cshrc|xinitrc|xprofile|xsessionrc|pam_environment)|\.ssh\/(?:authorized_keys2?|rc|config|environment)|\.config\/fish\/config\.fish|\.git\/hooks\/[\w-]+|\.gitconfig|\.git\/config)$/.test(
      path,
    ) ||
    /^\/etc\/(?:cron|anacrontab|systemd|init|sudoers|profile|passwd|rc\.|rc\d|ld\.so|bash|zsh|zshrc|pam\.d|at\.|udev|modules|modprobe|xdg\/autostart|X11\/xinit|environment)/.test(
      path,
    ) ||
    /(?:\/|^)(?:\.config\/(?:autostart|systemd)\/|Library\/Launch(?:Agents|Daemons)\/|var\/spool\/cron|(?:usr\/)?lib\/systemd\/)|\\(?:Start Menu\\Programs\\Startup|CurrentVersion\\Run)/i.test(
      path,
    )
  );
}

/** Records of what was done. */
export function isRecord(path: string): boolean {
  return /\.(?:bash|zsh|sh|python|mysql|psql|node_repl|fish)_history$|^\/var\/log(?:\/\*)?$|^\/var\/log\/(?:auth|syslog|secure|messages|wtmp|btmp|lastlog|faillog|kern|audit|journal|utmp|dmesg|\*)|^\/var\/run\/utmp|ConsoleHost_history/.test(
    path,
  );
}
