// Writes a line to the daemon's log when an agent is done or wants something, for whoever watches the log.
import { on, log } from "hookloom";

on("AfterAgentExecution", { description: "Tells that an agent is done" }, (ctx) => {
  if (ctx.metadata.agent !== undefined) log.info(`${ctx.metadata.agent} is done`, { project: ctx.metadata.project_dir ?? null });
});

on("Notification", { description: "Tells what an agent wants" }, (ctx) => {
  if (ctx.metadata.agent !== undefined)
    log.info(`${ctx.metadata.agent}: ${ctx.data.message}`, { project: ctx.metadata.project_dir ?? null });
});
