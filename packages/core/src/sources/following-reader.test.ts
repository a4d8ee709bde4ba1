import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../ports/clock.js';
import type { LogFields, Logger } from '../ports/logger.js';
import type { SourceReader } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { TextFileSource } from './text-file-source.js';

let folder: string;
let path: string;
let warnings: string[];
let reader: SourceReader<string>;
const never = new AbortController().signal;

const ignore = (): void => undefined;
const warn = (message: string, _fields?: LogFields): void => void warnings.push(message);
const logger: Logger = { debug: ignore, info: ignore, warn, error: ignore };

async function follow(from?: JsonValue): Promise<void> {
  const source = new TextFileSource(path, { follow: true, pollIntervalMs: 5 });
  reader = await source.createReader({ id: '0' }, from, { clock: systemClock, logger });
}

/** Goes on as another process would, at the same place. */
async function restart(): Promise<void> {
  const position = JSON.parse(JSON.stringify(reader.position())) as JsonValue;
  await reader.close();
  await follow(position);
}

/** The next `count` lines, each with its position. */
async function take(count: number): Promise<[string, number][]> {
  const lines: [string, number][] = [];
  while (lines.length < count) {
    const batch = await reader.read(count - lines.length, never);
    batch?.values.forEach((line, i) => lines.push([line, batch.positions[i] ?? NaN]));
  }
  return lines;
}

async function texts(count: number): Promise<string[]> {
  return (await take(count)).map(([line]) => line);
}

/** Sets times apart that a test's quick hands would make equal. */
function age(file: string, seconds: number): void {
  const at = Date.now() / 1_000 - seconds;
  utimesSync(file, at, at);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-follow-'));
  path = join(folder, 'app.log');
  warnings = [];
  writeFileSync(path, 'a\nb\n');
  await follow();
});

afterEach(async () => {
  await reader.close();
  rmSync(folder, { recursive: true });
});

describe('a file that grows', () => {
  it('gives each line once it has its end, and waits for the rest of a half one', async () => {
    expect(await texts(2)).toEqual(['a', 'b']);
    const next = take(2);
    appendFileSync(path, 'c');
    appendFileSync(path, 'c\nd\n');
    expect(await next).toEqual([
      ['cc', 4],
      ['d', 7],
    ]);
  });

  it('is read on from the checkpoint', async () => {
    expect(await texts(1)).toEqual(['a']);
    await restart();
    appendFileSync(path, 'c\n');
    expect(await texts(2)).toEqual(['b', 'c']);
  });

  it('may have no line yet', async () => {
    await reader.close();
    writeFileSync(path, '');
    await follow();
    await restart();
    appendFileSync(path, 'first\n');
    expect(await texts(1)).toEqual(['first']);
  });

  it('stops waiting at once when it is told to', async () => {
    await take(2);
    const stop = new AbortController();
    const waiting = reader.read(1, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('a file that is renamed and created anew', () => {
  it('is read to its end, a last line without an end included, then the new one; positions go on', async () => {
    await take(1);
    appendFileSync(path, 'c');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'd\n');
    expect(await take(3)).toEqual([
      ['b', 2],
      ['c', 4],
      ['d', 5],
    ]);
    appendFileSync(path, 'e\n');
    expect(await take(1)).toEqual([['e', 7]]);
  });

  it('is read on while its writer still has the old one open and the new one is empty', async () => {
    await take(2);
    const late = take(1);
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    appendFileSync(`${path}.1`, 'late\n');
    expect(await late).toEqual([['late', 4]]);
    appendFileSync(path, 'new\n');
    expect(await take(1)).toEqual([['new', 9]]);
  });

  it.each(['before', 'after'])(
    'goes on at the same place when the process was restarted %s the rotation',
    async (when) => {
      await take(1);
      if (when === 'before') await restart();
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'c\n');
      if (when === 'after') await restart();
      expect(await take(2)).toEqual([
        ['b', 2],
        ['c', 4],
      ]);
      await restart();
      appendFileSync(path, 'd\n');
      expect(await take(1)).toEqual([['d', 6]]);
    },
  );

  it('several times while nobody looked: what is between is read in its order', async () => {
    await take(1);
    await reader.close();
    const position = reader.position();
    renameSync(path, `${path}.3`);
    age(`${path}.3`, 30);
    writeFileSync(`${path}.2`, 'c\n');
    age(`${path}.2`, 20);
    writeFileSync(`${path}.1`, 'd\n');
    age(`${path}.1`, 10);
    writeFileSync(path, 'e\n');
    await follow(position);
    expect(await texts(4)).toEqual(['b', 'c', 'd', 'e']);
  });

  it('by date, beside files that are none of its own', async () => {
    await take(1);
    writeFileSync(`${path}.offset`, 'x\n');
    writeFileSync(join(folder, 'app.logger'), 'x\n');
    renameSync(path, `${path}-20260131`);
    writeFileSync(path, 'c\n');
    await restart();
    expect(await texts(2)).toEqual(['b', 'c']);
  });
});

describe('a file that is copied and truncated', () => {
  it('is read to its end in the copy, then from its beginning', async () => {
    await take(1);
    appendFileSync(path, 'c\n');
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    await restart();
    appendFileSync(path, 'd\n');
    expect(await take(3)).toEqual([
      ['b', 2],
      ['c', 4],
      ['d', 6],
    ]);
  });

  it('is noticed although it has grown beyond the old place meanwhile', async () => {
    await take(2);
    appendFileSync(path, 'c\n');
    await reader.close();
    const position = reader.position();
    copyFileSync(path, `${path}.1`);
    writeFileSync(path, 'other lines, and many\nof them\n');
    await follow(position);
    expect(await texts(3)).toEqual(['c', 'other lines, and many', 'of them']);
  });

  it('while it is followed', async () => {
    await take(2);
    const next = take(2);
    appendFileSync(path, 'c\n');
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, 'dd\n');
    expect(await next).toEqual([
      ['c', 4],
      ['dd', 6],
    ]);
  });

  it('is read from its beginning with a warning when it is truncated and no copy is there', async () => {
    await take(2);
    const next = texts(1);
    truncateSync(path);
    appendFileSync(path, 'c\n');
    expect(await next).toEqual(['c']);
    expect(warnings.join()).toContain('was truncated');
  });
});

describe('what comes next and cannot be read is an error, and nothing is left out', () => {
  it('the file is gone', async () => {
    await take(1);
    rmSync(path);
    writeFileSync(path, 'quite another\n');
    await expect(restart()).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringMatching(/read to byte 2 is not there, nor a copy\. Put it back, or begin anew/) as string,
    });
  });

  it('a file in between is compressed', async () => {
    await take(1);
    renameSync(path, `${path}.2`);
    age(`${path}.2`, 20);
    writeFileSync(`${path}.1.gz`, 'not text');
    age(`${path}.1.gz`, 10);
    writeFileSync(path, 'd\n');
    await expect(restart()).rejects.toMatchObject({
      message: expect.stringMatching(/app\.log\.1\.gz comes next and is compressed\. Decompress it/) as string,
    });
  });

  it('a checkpoint of a run without follow, and the other way round', async () => {
    const bounded = new TextFileSource(path);
    const context = { clock: systemClock, logger };
    await expect(bounded.createReader({ id: '0' }, reader.position(), context)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
    await expect(follow(2)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });

  it('an option that is none', () => {
    expect(() => new TextFileSource(path, { follow: 'yes' as unknown as boolean })).toThrow(
      'readTextFile: option follow',
    );
  });
});
