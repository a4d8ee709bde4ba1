import { join } from 'node:path';
import { CsvFile } from './csv-file.js';

const shipped = join(__dirname, '../data/birdstrikes.csv');

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

test('the shipped file has 10,000 records, numbered from 1', async () => {
  const rows = await collect(new CsvFile(shipped).read(0));

  expect(rows).toHaveLength(10_000);
  expect(rows[0]).toMatchObject({ number: 1, columns: { 'Aircraft Make Model': 'T-38A' } });
  expect(rows.at(-1)).toMatchObject({ number: 10_000, columns: { 'Airport Name': 'GREATER PITTSBURGH' } });
});

test('reading goes on where it was interrupted, with the same numbers', async () => {
  const all = await collect(new CsvFile(shipped).read(0));

  expect(await collect(new CsvFile(shipped).read(9_990))).toEqual(all.slice(9_990));
});

test('a missing file is an error of the source, not of the process', async () => {
  await expect(collect(new CsvFile('no-such-file.csv').read(0))).rejects.toThrow('no-such-file.csv');
});
