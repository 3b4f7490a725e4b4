// Randomness inside the isolate, which has no source of its own: ChaCha20 over a key of real randomness from the runner.
// Python's `os.urandom`, `random` and `secrets` end here. Called by environment.js through `crypto.getRandomValues`.
(function createRandom(keyBytes) {
  "use strict";
  const state = new Uint32Array(16);
  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  state.set(new Uint32Array(keyBytes), 4);
  const block = new Uint32Array(16);
  const bytes = new Uint8Array(block.buffer);
  let used = bytes.length;

  function quarterRound(a, b, c, d) {
    block[a] += block[b];
    block[d] = rotate(block[d] ^ block[a], 16);
    block[c] += block[d];
    block[b] = rotate(block[b] ^ block[c], 12);
    block[a] += block[b];
    block[d] = rotate(block[d] ^ block[a], 8);
    block[c] += block[d];
    block[b] = rotate(block[b] ^ block[c], 7);
  }
  const rotate = (word, distance) => (word << distance) | (word >>> (32 - distance));

  function nextBlock() {
    block.set(state);
    for (let round = 0; round < 10; round += 1) {
      for (let column = 0; column < 4; column += 1) quarterRound(column, column + 4, column + 8, column + 12);
      for (let diagonal = 0; diagonal < 4; diagonal += 1) {
        quarterRound(diagonal, 4 + ((diagonal + 1) % 4), 8 + ((diagonal + 2) % 4), 12 + ((diagonal + 3) % 4));
      }
    }
    for (let word = 0; word < 16; word += 1) block[word] += state[word];
    state[12] += 1;
    if (state[12] === 0) state[13] += 1;
    used = 0;
  }

  /** Fills a byte array with random bytes. */
  return function fill(target) {
    for (let index = 0; index < target.length; index += 1) {
      if (used === bytes.length) nextBlock();
      target[index] = bytes[used];
      bytes[used] = 0;
      used += 1;
    }
    return target;
  };
});
