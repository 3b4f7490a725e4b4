// Takes and restores an image of Python's memory with everything it imported so far. Most of that memory is zero, so only
// pages that hold something are stored, and only they become resident in an isolate. Called by boot.js.
//
// Layout, in 32-bit words: [0] bytes of memory, [1] number of runs, then [start, length] in bytes of each run, then their bytes.
(function createSnapshots(python) {
  "use strict";
  const PAGE = 4096;
  const PAGE_WORDS = PAGE / 4;

  function isZeroPage(page) {
    const words = python.HEAPU32;
    for (let index = page * PAGE_WORDS; index < (page + 1) * PAGE_WORDS; index += 1) if (words[index] !== 0) return false;
    return true;
  }

  function findRuns() {
    const runs = [];
    const pages = python.HEAPU8.length / PAGE;
    for (let page = 0; page < pages; page += 1) {
      if (isZeroPage(page)) continue;
      const start = page;
      while (page < pages && !isZeroPage(page)) page += 1;
      runs.push(start * PAGE, (page - start) * PAGE);
    }
    return runs;
  }

  function take() {
    const runs = findRuns();
    const headerLength = 4 * (2 + runs.length);
    const bytes = runs.reduce((sum, value, index) => (index % 2 === 1 ? sum + value : sum), headerLength);
    const image = new Uint8Array(bytes);
    new Uint32Array(image.buffer, 0, 2 + runs.length).set([python.HEAPU8.length, runs.length / 2, ...runs]);
    let at = headerLength;
    for (let index = 0; index < runs.length; index += 2) {
      image.set(python.HEAPU8.subarray(runs[index], runs[index] + runs[index + 1]), at);
      at += runs[index + 1];
    }
    return image;
  }

  // Nothing above the program break was ever written in a fresh instance.
  function clear(from, to) {
    for (let page = from / PAGE; page < to / PAGE; page += 1) {
      if (!isZeroPage(page)) python.HEAPU8.fill(0, page * PAGE, (page + 1) * PAGE);
    }
  }

  function restore(shared, offset) {
    const [size, count] = new Uint32Array(shared, offset, 2);
    const runs = new Uint32Array(shared, offset + 8, 2 * count);
    if (size > python.HEAPU8.length && !python.growMemory(size))
      throw new RangeError(`no memory for a snapshot of ${size} bytes`);
    const end = Math.ceil(python.HEAPU32[python._emscripten_get_sbrk_ptr() / 4] / PAGE) * PAGE;
    let cleared = 0;
    let at = offset + 8 + 8 * count;
    for (let index = 0; index < runs.length; index += 2) {
      const [start, length] = [runs[index], runs[index + 1]];
      clear(cleared, Math.min(start, end));
      python.HEAPU8.set(new Uint8Array(shared, at, length), start);
      cleared = start + length;
      at += length;
    }
    clear(cleared, end);
  }

  return { take, restore };
});
