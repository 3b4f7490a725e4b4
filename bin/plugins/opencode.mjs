// The plugin for OpenCode: its hooks become questions, and answers become what those hooks may do. The file that `hookloom agents
// install opencode` writes into the folder of plugins exports what this makes.

import { createAsker, unreachable } from "./asker.mjs";

/** What happens to a session, which OpenCode tells and takes no answer for. */
const SESSION_EVENTS = new Set(["session.created", "session.deleted", "session.idle", "session.error", "session.compacted"]);

/** The plugin, for the folders of one installation. */
export function openCodePlugin(where) {
  const asker = createAsker("opencode", where);
  return async ({ directory, worktree }) => {
    const ask = (hook, more, lastResort) => asker(hook, { hook, directory, worktree, ...more }, lastResort);
    return {
      event: async ({ event: { type, properties } }) => {
        if (SESSION_EVENTS.has(type)) await ask(type, { ...properties, sessionID: sessionOf(properties) });
      },
      "chat.message": async (input, { parts }) => {
        const texts = parts.filter(({ type }) => type === "text");
        const prompt = texts.map(({ text }) => text).join("\n");
        const { deny, context } = await ask("chat.message", { ...input, prompt });
        if (deny !== undefined) throw new Error(deny);
        if (context !== undefined && texts.length > 0) texts.at(-1).text += `\n\n${context}`;
      },
      "tool.execute.before": async (input, { args }) => {
        const lastResort = { deny: unreachable("opencode") };
        const { deny, args: changed } = await ask("tool.execute.before", { ...input, args }, lastResort);
        if (deny !== undefined) throw new Error(deny);
        // OpenCode goes on with the object that it handed out, so that one is changed.
        if (changed !== undefined) replaceFields(args, changed);
      },
      "tool.execute.after": async (input, output) => {
        const { title, output: before, metadata } = output;
        const said = { ...input, title, output: before, metadata };
        const { output: changed, context } = await ask("tool.execute.after", said);
        if (changed !== undefined) output.output = changed;
        if (context !== undefined) output.output += `\n\n${context}`;
      },
      "experimental.session.compacting": async (input, output) => {
        const { context } = await ask("experimental.session.compacting", input);
        if (context !== undefined) output.context.push(context);
      },
    };
  };
}

function sessionOf({ sessionID, info }) {
  return sessionID ?? info?.id;
}

function replaceFields(object, fields) {
  for (const name of Object.keys(object)) if (!Object.hasOwn(fields, name)) delete object[name];
  Object.assign(object, fields);
}
