// Which numbers of a list do not stand where they belong: the fewest without which the rest ascends. Verifying an audit log
// asks it which lines were moved.

/** The places of those numbers, ascending. */
export function outOfOrder(numbers: readonly number[]): number[] {
  // The longest ascending row by patience: for each length the place where the row ends that ends lowest.
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [at, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  }
  const ascending = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) ascending.add(at);
  return [...numbers.keys()].filter((at) => !ascending.has(at));
}
