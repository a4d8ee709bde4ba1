import { Parameters, type DeadLetter } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';

const prefix = 'http.sink.failover';

/** The open dead letters of the bird-strikes job in the file store at `folder`. */
export async function readOpenLetters(folder: string): Promise<DeadLetter[]> {
  const parameters = Parameters.of({ [`${prefix}.file.path`]: folder, [`${prefix}.table`]: 'bird-strikes' });
  const store = openStore(resolveFailover(parameters.entries(prefix), prefix));
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  await store.close();
  return letters;
}
