// Rules on PowerShell and the commands of Windows. `rules.ts` joins them; `powershell.ts` reads PowerShell.

import { isUnknown, type Invocation } from "../invocation.ts";
import { deletionRisk } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { isAtLeast } from "../../../model/risk.ts";

const text = ({ words }: Invocation): string => words.join(" ");
const recurses = (call: Invocation): boolean => /(?:^|\s)(?:-r(?:ec(?:urse)?)?|-force|-fo|\/s)\b/i.test(text(call));
const HOME =
  /^~[\\/]?\*?$|^(?:\$env:(?:USERPROFILE|SystemRoot|windir|SystemDrive|ProgramFiles|APPDATA)|%(?:USERPROFILE|SystemRoot|windir|SystemDrive|ProgramFiles)%|\$HOME|\$home|HK(?:LM|CU):?)(?:[\\/]?\*?$|[\\/](?:documents|desktop|software|system)?\\?\*?$|\\Software\\?)/i;

export const WINDOWS_RULES: readonly Rule[] = [
  {
    id: "windows-delete",
    risk: "HIGH",
    why: "deletes a drive, a folder of the system, a home or all that is here",
    programs: "remove-item ri rd del deltree erase rmdir rm clear-content clear-item",
    when: (call) =>
      call.words.some(
        (word) =>
          HOME.test(word) ||
          /^[a-z]:[\\/]?(?:\*(?:\.\*)?)?$/i.test(word) ||
          (/^[a-z]:[\\/]?(?:windows|users|program)/i.test(word) && isAtLeast(deletionRisk(word, true), "HIGH")),
      ) ||
      (call.name !== "rm" && recurses(call) && call.words.some((word) => /^(?:\*|\.\\\*|\.\/\*|\.|\*\.\*|\\\*?)$/.test(word))) ||
      (call.name === "remove-item" &&
        recurses(call) &&
        call.operands.length === 0 &&
        /get-childitem|gci|ls|dir/i.test(call.source) &&
        /\s(?:[a-z]:\\|\/|~|\$home|\$env:)/i.test(call.source)) ||
      (call.name === "remove-item" &&
        recurses(call) &&
        call.words.some((word) => word.startsWith("/") && isAtLeast(deletionRisk(word, true), "HIGH"))),
    dangerous: "Remove-Item -Recurse -Force C:\\",
    harmless: "Remove-Item -Recurse -Force .\\build",
  },
  {
    id: "windows-disk",
    risk: "CRITICAL",
    why: "overwrites a disk",
    programs:
      "format-volume clear-disk initialize-disk remove-partition diskpart format reset-physicaldisk new-partition set-disk",
    when: ({ name, words }) => name !== "format" || words.some((word) => /^[a-z]:/i.test(word)),
    dangerous: "Format-Volume -DriveLetter C",
    harmless: "Get-Volume",
  },
  {
    id: "windows-shadow",
    risk: "CRITICAL",
    why: "removes what could bring files back, or overwrites what is free",
    programs: "vssadmin wmic wbadmin bcdedit cipher fsutil",
    when: ({ name, words }) =>
      /delete|shadowcopy|recoveryenabled no|ignoreallfailures|\/w:|usn deletejournal|resize shadowstorage|\/set/i.test(
        words.join(" "),
      ) &&
      (name !== "wmic" || /delete|uninstall/i.test(words.join(" "))),
    dangerous: "vssadmin delete shadows /all /quiet",
    harmless: "vssadmin list shadows",
  },
  {
    id: "windows-run",
    risk: "HIGH",
    why: "runs text as a command",
    programs: "iex invoke-expression",
    dangerous: "iex 'Get-Process'",
    harmless: "Get-Process",
  },
  {
    id: "windows-download-and-run",
    risk: "HIGH",
    why: "downloads by a way that is made for other things",
    programs: "certutil bitsadmin start-bitstransfer",
    word: /urlcache|\/transfer|https?:/i,
    dangerous: "certutil -urlcache -f http://example.com/a.exe a.exe",
    harmless: "certutil -hashfile a.exe SHA256",
  },
  {
    id: "windows-protection",
    risk: "HIGH",
    why: "switches a protection of the system off",
    programs:
      "set-mppreference add-mppreference set-executionpolicy netsh set-netfirewallprofile disable-netfirewallrule uninstall-windowsfeature disable-windowsoptionalfeature new-netfirewallrule set-smbserverconfiguration",
    when: (call) => {
      const given = text(call);
      if (call.name === "netsh")
        return /advfirewall.*(?:off|reset|delete|add)|firewall set|interface.*(?:disable|portproxy)/i.test(given);
      if (call.name === "set-executionpolicy") return /unrestricted|bypass/i.test(given);
      if (call.name === "set-netfirewallprofile") return /-enabled:?\s*(?:\$?false|0)/i.test(given);
      return given !== "";
    },
    dangerous: "Set-MpPreference -DisableRealtimeMonitoring $true",
    harmless: "Set-ExecutionPolicy RemoteSigned",
  },
  {
    id: "windows-persistence",
    risk: "HIGH",
    why: "writes what runs by itself later, or deletes settings of the system",
    programs:
      "schtasks register-scheduledtask new-scheduledtask reg new-service sc set-itemproperty new-itemproperty remove-itemproperty set-service remove-service stop-service sc.exe regini",
    when: (call) => {
      const given = text(call);
      if (call.name === "reg")
        return /^(?:delete|import|restore)|^add.*\\(?:run|winlogon|image file|services|policies)/i.test(given);
      if (call.name === "schtasks") return /\/(?:create|delete|change)/i.test(given);
      if (call.name.endsWith("itemproperty")) return /\\Run|\\Services|\\Policies|Winlogon|HKLM/i.test(given);
      if (call.name === "sc") return /^(?:create|delete|config|stop)\b/i.test(given);
      if (call.name === "set-service") return /disabled/i.test(given);
      return true;
    },
    dangerous: "schtasks /create /tn x /tr x.exe /sc onlogon",
    harmless: "schtasks /query",
  },
  {
    id: "windows-accounts",
    risk: "HIGH",
    why: "changes accounts or permissions of the machine",
    programs: "net new-localuser add-localgroupmember remove-localuser set-localuser icacls takeown set-acl disable-localuser",
    when: (call) => {
      const given = text(call);
      if (call.name === "net")
        return /^(?:user .*\/(?:add|delete)|user \S+ \S|localgroup .*\/(?:add|delete)|stop|share .*=)/i.test(given);
      if (call.name === "icacls") return /everyone:|\/(?:reset|setowner)|grant.*:\(?.*f\)?/i.test(given);
      return true;
    },
    dangerous: "net user mallory secret /add",
    harmless: "net user",
  },
  {
    id: "windows-power",
    risk: "HIGH",
    why: "stops the machine",
    programs: "stop-computer restart-computer",
    unless: "-WhatIf",
    dangerous: "Stop-Computer -Force",
    harmless: "Stop-Computer -WhatIf",
  },
  {
    id: "windows-kill",
    risk: "MEDIUM",
    why: "kills processes by name",
    programs: "stop-process spps taskkill",
    when: (call) =>
      call.name === "taskkill"
        ? /\/im/i.test(text(call))
        : /-name|^\s*$|-force\s*$/i.test(text(call)) ||
          call.operands.some((operand) => isUnknown(operand) || !/^[\d,$]/.test(operand)),
    dangerous: "Stop-Process -Name explorer -Force",
    harmless: "Stop-Process -Id 4312",
  },
  {
    id: "windows-records",
    risk: "HIGH",
    why: "removes records of what was done",
    programs: "clear-eventlog remove-eventlog clear-history limit-eventlog clear-recyclebin",
    dangerous: "Clear-EventLog -LogName Security",
    harmless: "Get-EventLog -LogName Security",
  },
];
