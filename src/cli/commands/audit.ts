// `hookloom audit verify`: says whether an audit log is as it was written, and which lines are not.

import { resolve } from "node:path";
import { Command } from "commander";
import { verifyAudit, type AuditReport } from "../../builtin/audit/verify-audit.ts";
import { countOf } from "../columns.ts";
import { Progress } from "../progress.ts";
import { printable } from "../printable.ts";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";

interface VerifyFlags extends CommonFlags {
  readonly anchors?: string;
  readonly json?: boolean;
}

const MORE_HELP = `
Reads the file and those that were put aside before it, recomputes the chain of hashes, and compares it with the anchors.

Exit codes: 0 the log is as it was written, 1 it is not, or an error.

Examples:
  hookloom audit verify
  hookloom audit verify /var/log/hookloom/audit.log --anchors /mnt/other-machine/audit.log.anchors`;

/** The command. */
export function auditCommand(): Command {
  const command = new Command("audit").description("verify the audit log");
  withCommonOptions(command.command("verify"))
    .description("find lines that were changed, removed, inserted or moved")
    .argument("[file]", "the audit log (default: that of the config)")
    .option("--anchors <file>", "the anchors (default: those beside the log, or of the config)")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(verify);
  return command;
}

function verify(file: string | undefined, flags: VerifyFlags): void {
  const { path, anchors } = file === undefined ? configured(flags) : { path: resolve(file), anchors: undefined };
  const report = readReport(path, flags.anchors === undefined ? anchors : resolve(flags.anchors));
  if (report.faults.length > 0) process.exitCode = 1;
  if (flags.json === true) return void console.log(JSON.stringify(report));
  printReport(report, path);
}

function readReport(path: string, anchors: string | undefined): AuditReport {
  using progress = new Progress();
  return verifyAudit(path, anchors, (read, files) => progress.show(`read ${read} of ${countOf(files, "file")}`));
}

function configured(flags: CommonFlags): { path: string; anchors: string | undefined } {
  const { builtin, stateDir } = readConfig(flags);
  const { path, anchorPath } = builtin.audit;
  return { path: resolve(stateDir, path), anchors: anchorPath === undefined ? undefined : resolve(stateDir, anchorPath) };
}

function printReport({ files, lines, first, last, anchors, faults }: AuditReport, path: string): void {
  for (const { kind, file, line, message } of faults)
    console.log(`${styled("red", kind)} ${printable(`${relativePath(file)}:${line}: ${message}`)}`);
  const range = lines === 0 ? "" : `, #${first} to #${last}`;
  const read = `${countOf(lines, "line")}${range} in ${countOf(files, "file")}, ${countOf(anchors, "anchor")}`;
  const verdict = faults.length === 0 ? "is as it was written" : `is not as it was written: ${countOf(faults.length, "fault")}`;
  console.log(`${printable(relativePath(path))} ${verdict} (${read})`);
}
