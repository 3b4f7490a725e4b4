// What `Map.prototype.getOrInsertComputed` will do where Node has it. Tables of tables are filled with it.

/** The value of a key; made and kept when there is none. */
export function getOrInsert<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
