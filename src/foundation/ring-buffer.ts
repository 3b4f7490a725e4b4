// A queue that never holds more than its capacity. Subscriptions and the event store in memory keep their events in one.

/** What a buffer has room for before it grows for the first time. */
const FIRST_SLOTS = 16;
/** One that has grown beyond it gives its room back when it is empty. */
const MAX_IDLE_SLOTS = 1024;

export class RingBuffer<Item> {
  readonly capacity: number;
  // A power of two, so that places wrap around by a mask; it grows, so that many buffers that are never full cost little.
  #slots: (Item | undefined)[];
  #first = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#slots = Array.from({ length: FIRST_SLOTS }, () => undefined);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds an item at the end; false when there is no room for it. */
  push(item: Item): boolean {
    if (this.#length >= this.capacity) return false;
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#first + this.#length) & (this.#slots.length - 1)] = item;
    this.#length += 1;
    return true;
  }

  /** Takes the first item out. */
  shift(): Item | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#first];
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    if (this.#length === 0 && this.#slots.length > MAX_IDLE_SLOTS) this.clear();
    return item;
  }

  /** The item at a place, counted from the first. */
  at(index: number): Item | undefined {
    return index < this.#length ? this.#slots[(this.#first + index) & (this.#slots.length - 1)] : undefined;
  }

  clear(): void {
    this.#slots = Array.from({ length: FIRST_SLOTS }, () => undefined);
    this.#first = 0;
    this.#length = 0;
  }

  #grow(): void {
    const { length } = this.#slots;
    const grown: (Item | undefined)[] = Array.from({ length: length * 2 }, () => undefined);
    for (let index = 0; index < length; index += 1) grown[index] = this.#slots[(this.#first + index) & (length - 1)];
    this.#slots = grown;
    this.#first = 0;
  }
}
