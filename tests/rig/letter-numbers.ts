import { join } from 'node:path';
import { MemoryLogger } from '@weir/testing';
import { openConfiguredStore } from '../../packages/cli/src/letters/configured-store.js';

/** Numbers (`?n=` of their URLs) of the records whose letters are open in the file store of `folder`, each once. */
export async function letterNumbers(folder: string): Promise<ReadonlySet<number>> {
  const path = join(folder, 'weir-data', 'letters');
  const parameters = ['--http.sink.failover.file.path', path];
  const store = openConfiguredStore({ conf: undefined, parameters }, new MemoryLogger());
  const numbers = new Set<number>();
  try {
    for await (const { letter } of store.read()) numbers.add(numberOf(letter.url));
  } finally {
    await store.close();
  }
  return numbers;
}

/** The number that a URL or target carries. */
export function numberOf(url: string): number {
  return Number(/[?&]n=(\d+)/.exec(url)?.[1] ?? NaN);
}
