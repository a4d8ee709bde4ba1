import { openListed } from '../stores/file/letter-files.js';
import { readLines } from '../stores/file/read-lines.js';
import type { Spill } from './spill.js';

/** How many letters are in the spill, as lines: without looking at each, and those settled since included. */
export async function countSpilled({ waiting, refused }: Spill): Promise<number> {
  let count = 0;
  for (const path of [...(await waiting.list('letters')), ...(await refused.list('letters'))]) {
    const handle = await openListed(path);
    if (handle === undefined) continue;
    try {
      for await (const lines of readLines(handle)) count += lines.length;
    } finally {
      await handle.close();
    }
  }
  return count;
}
