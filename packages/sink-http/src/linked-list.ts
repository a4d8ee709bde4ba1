/** What can stand in one {@link LinkedList} at a time; the links are the list's own. */
export interface Linked<T> {
  /** @internal */ previous: T | undefined;
  /** @internal */ next: T | undefined;
}

/**
 * Items in the order in which they came, each of which may leave at any time.
 *
 * Not a Set: a Set that many items pass makes itself a new table again and again, and the old ones, once the collector has
 * promoted one of them, keep alive whatever they held and each the next. That doubled what a young collection copied.
 * An item that leaves here points to nothing any more.
 */
export class LinkedList<T extends Linked<T>> implements Iterable<T> {
  #first: T | undefined;
  #last: T | undefined;

  get first(): T | undefined {
    return this.#first;
  }

  append(item: T): void {
    item.previous = this.#last;
    if (this.#last) this.#last.next = item;
    else this.#first = item;
    this.#last = item;
  }

  /** Does nothing for an item that has left already: it must not take the others along. */
  remove(item: T): void {
    if (!item.previous && this.#first !== item) return;
    if (item.previous) item.previous.next = item.next;
    else this.#first = item.next;
    if (item.next) item.next.previous = item.previous;
    else this.#last = item.previous;
    item.previous = undefined;
    item.next = undefined;
  }

  /** The items as they stand now, the oldest first. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let item = this.#first; item; item = item.next) yield item;
  }
}
