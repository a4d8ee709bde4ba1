import { join } from 'node:path';
import { MemoryLogger } from '@weir/testing';
import { openConfiguredStore } from '../../packages/cli/src/letters/configured-store.js';

/** URLs of the records whose letters are open in the file store of `folder`, each once. */
export async function letterUrls(folder: string): Promise<ReadonlySet<string>> {
  const path = join(folder, 'weir-data', 'letters');
  const parameters = ['--http.sink.failover.file.path', path];
  const store = openConfiguredStore({ conf: undefined, parameters }, new MemoryLogger());
  const urls = new Set<string>();
  try {
    for await (const { letter } of store.read()) urls.add(letter.url);
  } finally {
    await store.close();
  }
  return urls;
}

/** The number that a URL or target carries as `n`. */
export function numberOf(url: string): number {
  return Number(/[?&]n=(\d+)/.exec(url)?.[1] ?? NaN);
}

/** The numbers of the records in {@link letterUrls}. */
export async function letterNumbers(folder: string): Promise<ReadonlySet<number>> {
  return new Set([...(await letterUrls(folder))].map(numberOf));
}
