import type { RecordOutcome } from '@weir/core';
import { OutcomeStream } from './outcome-stream.js';

const delivered = (id: string): RecordOutcome<string> => ({ kind: 'delivered', id, record: id, attempts: [] });

test('a group counts as observed when the reader comes back behind its last outcome', async () => {
  const stream = new OutcomeStream<string>();
  const observed: string[] = [];
  const note = (name: string) => (): void => void observed.push(name);
  const first = Promise.resolve(stream.listener([delivered('a'), delivered('b')])).then(note('first'));
  const second = Promise.resolve(stream.listener([delivered('c')])).then(note('second'));
  const reader = stream[Symbol.asyncIterator]();
  const ids = [await reader.next(), await reader.next()].map(({ value }) => value?.id);
  expect([ids, observed]).toEqual([['a', 'b'], []]);
  expect((await reader.next()).value?.id).toBe('c');
  await first;
  expect(observed).toEqual(['first']);
  const end = reader.next();
  await second;
  stream.end();
  expect((await end).done).toBe(true);
});

test('a reader that leaves holds up nobody, neither those that wait nor those that come', async () => {
  const stream = new OutcomeStream<string>();
  const waiting = stream.listener([delivered('a'), delivered('b')]);
  for await (const { id } of stream) {
    expect(id).toBe('a');
    break;
  }
  await waiting;
  await stream.listener([delivered('c')]);
});
