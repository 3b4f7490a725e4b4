// Between the two spellings of setting names: snake_case where people write them, camelCase in TypeScript. The config is read
// with it, and what hosts set of the built-in hooks.

type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** A type with its keys in camelCase, all the way down. */
export type CamelKeys<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value as CamelCase<Key>]: CamelKeys<Value[Key]> }
    : Value;

/** A copy with its keys in camelCase, all the way down; lists stay as they are. */
export function camelKeys<Value>(value: Value): CamelKeys<Value> {
  const respell = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return mapKeys(value, respell) as CamelKeys<Value>;
}

/** A copy with its keys in snake_case, all the way down, without those that are `undefined`. */
export function snakeKeys(value: object): Record<string, unknown> {
  return mapKeys(value, snakeName) as Record<string, unknown>;
}

/** `timeoutMs` as `timeout_ms`. */
export function snakeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function mapKeys(value: unknown, respell: (name: string) => string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([name, inner]) => [respell(name), mapKeys(inner, respell)]));
}
