import { LinkedList, type Linked } from './linked-list.js';

class Item implements Linked<Item> {
  previous: Item | undefined;
  next: Item | undefined;
}

test.each([0, 1, 2])(
  'keeps the order when item %d of three leaves, also twice, and points to nothing then',
  (leaving) => {
    const items = [new Item(), new Item(), new Item()];
    const list = new LinkedList<Item>();
    for (const item of items) list.append(item);
    const gone = items.splice(leaving, 1)[0]!;
    list.remove(gone);
    list.remove(gone);
    expect([gone.previous, gone.next]).toEqual([undefined, undefined]);
    expect([...list]).toEqual(items);
    list.append(gone);
    expect([list.first, ...[...list].slice(1)]).toEqual([...items, gone]);
  },
);

test('is empty when all have left, and takes more', () => {
  const item = new Item();
  const list = new LinkedList<Item>();
  list.append(item);
  list.remove(item);
  expect(list.first).toBeUndefined();
  list.append(item);
  expect([...list]).toEqual([item]);
});
