// Rules on databases. `rules.ts` joins them.

import { hasFlag, isUnknown, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const CLIENTS =
  "psql mysql mariadb sqlite3 sqlite mongosh mongo redis-cli valkey-cli sqlcmd cqlsh clickhouse-client clickhouse duckdb cockroach sqlplus snowsql influx pgcli mycli usql bq spanner-cli isql tsql hive beeline";
const DROPS =
  /\b(?:drop\s+(?:table|database|schema|user|role|keyspace|collection|owned|tablespace|view|materialized|index|column|bucket|measurement|function|trigger)|truncate(?:\s+table)?\s+[\w"`[.]|alter\s+table\s[^;]*\b(?:drop|delete\s+where)\b|flushall|flushdb|dropdatabase\s*\(|drop\s*\(\s*\)|dropindex\s*\(|delete(?:many|one)?\s*\(\s*\{\s*\}\s*\)|remove\s*\(\s*(?:\{\s*\}\s*)?\)|deletemany\s*\(|shutdown\s+(?:nosave|immediate|abort)|rm\s+-r)/i;
const CHANGES_ALL =
  /\bdelete\s+from\s+[\w"`.[\]]+\s*(?:;|$)|\bupdate\s+[\w"`.[\]]+\s+set\s(?:(?!\bwhere\b)[^;])*(?:;|$)|\bwhere\s+(?:1\s*=\s*1|true)\b/i;
const RUNS =
  /\bto\s+program\b|\bfrom\s+program\b|xp_cmdshell|into\s+(?:out|dump)file|load_file\s*\(|sys_exec|\bload\s+data\s+local/i;
const GRANTS =
  /\bgrant\s+all\b|\balter\s+(?:user|role)\b[^;]*(?:superuser|password|identified)|\bcreate\s+(?:user|role)\b[^;]*superuser|\bset\s+password\b/i;

/** The call's texts, without what stands quoted or commented in them. */
function statements({ words }: Invocation): string {
  return words
    .map((word) =>
      word
        .slice(0, 20_000)
        .replaceAll(/'(?:[^'\\]|\\.)*'|--[^\n]*$/gm, "''")
        .replaceAll(/\/\*[^]*?\*\//g, " "),
    )
    .join("\n");
}
const says =
  (pattern: RegExp) =>
  (call: Invocation): boolean =>
    pattern.test(statements(call));

/** Programs that pass on what they are fed to whatever listens. */
const CONNECTIONS = "nc ncat netcat socat telnet";
/** What servers are told by whoever connects to them. */
const TOLD =
  /^[ \t]*(?:flushall|flushdb|flush_all|shutdown|config\s+set|slaveof|(?:disable|shutdown|del|clear)\s+\S|quit-server|kill\s|delete\s)/im;

/** Programs whose input is statements: `judge-call.ts` asks with the text they are fed. */
export const READS_STATEMENTS: ReadonlySet<string> = new Set(`${CLIENTS} ${CONNECTIONS}`.split(" "));

export const DATABASE_RULES: readonly Rule[] = [
  {
    id: "database-drop",
    risk: "HIGH",
    why: "drops or empties data",
    programs: CLIENTS,
    when: says(DROPS),
    dangerous: "psql -c 'DROP TABLE users'",
    harmless: "psql -c 'select 1'",
  },
  {
    id: "database-told",
    risk: "HIGH",
    why: "tells a server to stop, or to drop what it holds",
    programs: CONNECTIONS,
    when: (call) => TOLD.test(call.words.join(" ").slice(0, 20_000)) || says(DROPS)(call),
    dangerous: "echo flushall | nc localhost 6379",
    harmless: "echo info | nc localhost 6379",
  },
  {
    id: "database-statement",
    risk: "MEDIUM",
    why: "is a statement that drops, empties or opens a database, should a database read it",
    programs: "drop truncate delete update grant alter flushall flushdb",
    when: ({ source }) => [DROPS, CHANGES_ALL, GRANTS].some((pattern) => pattern.test(source.slice(0, 20_000))),
    dangerous: "DROP TABLE users;",
    harmless: "truncate -s 0 debug.log",
  },
  {
    id: "database-change-all",
    risk: "HIGH",
    why: "changes every row of a table",
    programs: CLIENTS,
    when: says(CHANGES_ALL),
    dangerous: "mysql -e 'DELETE FROM users;'",
    harmless: "mysql -e 'DELETE FROM sessions WHERE id = 7'",
  },
  {
    id: "database-runs",
    risk: "HIGH",
    why: "lets the database run programs, or read and write files",
    programs: CLIENTS,
    when: says(RUNS),
    dangerous: `psql -c "COPY t FROM PROGRAM 'id'"`,
    harmless: `psql -c "COPY t TO STDOUT"`,
  },
  {
    id: "database-rights",
    risk: "MEDIUM",
    why: "changes who may do what in a database",
    programs: CLIENTS,
    when: says(GRANTS),
    dangerous: "psql -c 'GRANT ALL ON DATABASE shop TO bob'",
    harmless: "psql -c 'GRANT SELECT ON t TO bob'",
  },
  {
    id: "database-server",
    risk: "HIGH",
    why: "stops or reconfigures a database server",
    programs: "redis-cli valkey-cli",
    word: /^(?:shutdown|config|debug|slaveof|replicaof|failover)$/i,
    when: ({ operands }) => !/^(?:get|rewrite)$/i.test(operands[1] ?? ""),
    dangerous: "redis-cli CONFIG SET dir /root/.ssh",
    harmless: "redis-cli config get maxmemory",
  },
  {
    id: "database-keys",
    risk: "MEDIUM",
    why: "deletes keys that another program names",
    programs: "redis-cli valkey-cli",
    when: ({ operands }) => /^(?:del|unlink)$/i.test(operands[0] ?? "") && operands.slice(1).some(isUnknown),
    dangerous: "redis-cli keys 'user:*' | xargs redis-cli del",
    harmless: "redis-cli del user:1",
  },
  {
    id: "database-command",
    risk: "HIGH",
    why: "drops a database, a user or a queue",
    programs:
      "dropdb dropuser pg_dropcluster mysqladmin rabbitmqctl etcdctl consul kafka-topics kafka-topics.sh vault wp nodetool curator influx",
    when: (call) => {
      const text = call.words.join(" ");
      if (/^(?:pg_)?drop/.test(call.name)) return call.operands.length > 0;
      if (call.name === "etcdctl") return /\bdel\b/.test(text) && hasFlag(call, "--prefix", "--from-key");
      if (call.name === "influx" && call.operands[0] === "delete") return true;
      if (call.name === "consul") return /kv delete.*-recurse|operator raft remove/.test(text);
      return /(?:^|\s)(?:drop|delete_(?:queue|vhost|user)|purge_queue|force_reset|--delete|db (?:reset|drop|clean)|kv (?:destroy|metadata delete)|(?:secrets|auth) disable|bucket delete|decommission)\b|^reset$|^stop_app$/.test(
        text,
      );
    },
    dangerous: "dropdb shop",
    harmless: "mysqladmin status",
  },
  {
    id: "database-schema",
    risk: "HIGH",
    why: "drops or empties the database of a program",
    programs:
      "rails rake bin/rails prisma npx bunx pnpm yarn npm php artisan python python3 manage.py sequelize sequelize-cli typeorm knex alembic flyway liquibase supabase mix bundle drizzle-kit dotnet heroku hasura doctrine symfony console",
    word: /^(?:db:drop(?::all|:_unsafe)?|db:reset|db:purge|db:wipe|db:migrate:reset|db:schema:load|db:migrate:undo:all|migrate:fresh|migrate:reset|migrate:refresh|flush|reset_db|sqlflush|schema:drop|clean|drop-all|dropAll|ecto\.drop|ecto\.reset|pg:reset|doctrine:schema:drop|doctrine:database:drop|--force-reset|--accept-data-loss)$/,
    when: ({ name, words }) => {
      const text = words.join(" ");
      if (/\bclean\b/.test(text)) return name === "flyway";
      if (/\bflush\b|reset_db/.test(text)) return /manage\.py|django/.test(`${name} ${text}`);
      return !/^(?:npm|pnpm|yarn) (?:run )?\S*clean/.test(`${name} ${text}`);
    },
    dangerous: "rails db:drop",
    harmless: "rails db:migrate",
  },
  {
    id: "database-reset",
    risk: "HIGH",
    why: "drops the database of a program and makes it anew",
    programs: "prisma npx bunx pnpm yarn supabase alembic knex dotnet hasura",
    when: ({ name, words }) =>
      /migrate reset|^db reset|\bsupabase db reset|^downgrade base|rollback --all|ef database drop|schema:drop|-i rollback/.test(
        `${name === "supabase" ? "supabase " : ""}${words.join(" ")}`,
      ),
    dangerous: "npx prisma migrate reset --force",
    harmless: "npx prisma migrate dev",
  },
  {
    id: "restore-over",
    risk: "MEDIUM",
    why: "drops data before it restores other data in its place",
    programs: "pg_restore mongorestore",
    flags: "--clean -c --drop",
    dangerous: "pg_restore --clean -d shop dump.bin",
    harmless: "pg_restore -l dump.bin",
  },
];
