// What the other files throw when a script or the host handed them something they cannot take; host-functions.js makes it a
// Lua error or an answer. Anything else that is thrown means the engine is broken and must leave it.
(class Fault extends Error {
  /** `depth` is how many keys lead to the place inside the value. */
  constructor(message, depth = 0) {
    super(message);
    this.depth = depth;
  }
});
