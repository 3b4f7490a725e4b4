// Going on with a value that may be there already: what stays synchronous costs no promise. The guard of operations uses it.

/** `next` of a value, at once when the value is there, else when its promise has resolved. */
export function andThen<Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whether an answer is yet to come; hosts have promises of their own kinds. */
export function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return value !== undefined && value !== null && typeof (value as { then?: unknown }).then === "function";
}
