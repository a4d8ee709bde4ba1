import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../ports/clock.js';
import { stderrLogger } from '../ports/logger.js';
import type { JsonValue } from '../record/json-value.js';
import { TextFileSource } from './text-file-source.js';

const folder = mkdtempSync(join(tmpdir(), 'weir-text-file-'));
const never = new AbortController().signal;
const context = { clock: systemClock, logger: stderrLogger };

afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Buffer): string {
  const path = join(folder, 'lines.txt');
  writeFileSync(path, content);
  return path;
}

async function read(path: string, from?: JsonValue, max = 100) {
  const source = new TextFileSource(path);
  const [split] = await source.splits();
  const reader = await source.createReader(split ?? { id: '0' }, from, context);
  const lines: string[] = [];
  const positions: number[] = [];
  try {
    for (let batch = await reader.read(max, never); batch; batch = await reader.read(max, never)) {
      lines.push(...batch.values);
      positions.push(...batch.positions);
    }
    return { lines, positions, end: reader.position() };
  } finally {
    await reader.close();
  }
}

describe('the lines of a text file', () => {
  it.each<[string, string, string[]]>([
    ['ends of Unix', 'a\nb\n', ['a', 'b']],
    ['ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
    ['no end at the last line', 'a\nb', ['a', 'b']],
    ['an empty file', '', []],
    ['a single end', '\n', ['']],
    ['empty lines, which are records, but no empty last one', '\n\na\n\n', ['', '', 'a', '']],
    ['a byte order mark', '\uFEFFa\nb\n', ['a', 'b']],
    ['nothing but a byte order mark', '\uFEFF', []],
    ['a byte order mark that is not the first character', 'a\n\uFEFFb\n', ['a', '\uFEFFb']],
    ['carriage returns inside', 'a\rb\r\nc\r', ['a\rb', 'c']],
    ['characters of several bytes', 'é\n日本\n🏞\n', ['é', '日本', '🏞']],
    ['other line separators of Unicode', 'a\u2028b\u0085c\n', ['a\u2028b\u0085c']],
  ])('with %s', async (_, content, expected) => {
    expect((await read(fileOf(content))).lines).toEqual(expected);
  });

  it('are found behind a chunk border, wherever it falls', async () => {
    for (let shift = -3; shift <= 3; shift++) {
      const first = 'x'.repeat(65_536 + shift);
      const content = `${first}\r\n日本語\r\nend`;
      expect((await read(fileOf(content))).lines).toEqual([first, '日本語', 'end']);
    }
  });

  it('keep characters whole that lie across a chunk border', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const line = 'x'.repeat(shift) + '🏞'.repeat(40_000);
      expect((await read(fileOf(`${line}\n`))).lines).toEqual([line]);
    }
  });

  it('may be longer than any chunk', async () => {
    const long = 'é'.repeat(1_000_000);
    expect((await read(fileOf(`a\n${long}\nb\n`))).lines).toEqual(['a', long, 'b']);
  });

  it('have the offset of their first byte as position, from which reading goes on', async () => {
    const path = fileOf('\uFEFFé\n\nabc\r\nlast');
    const all = await read(path);
    expect(all.positions).toEqual([0, 6, 7, 12]);
    expect(all.end).toBe(16);
    for (const [i, position] of all.positions.entries()) {
      expect(await read(path, position)).toMatchObject({
        lines: all.lines.slice(i),
        positions: all.positions.slice(i),
      });
    }
    expect((await read(path, all.end)).lines).toEqual([]);
  });

  it('come at most so many at a time as were asked for', async () => {
    const reader = await new TextFileSource(fileOf('a\nb\nc\n')).createReader({ id: '0' }, undefined, context);
    expect(await reader.read(2, never)).toEqual({ values: ['a', 'b'], positions: [0, 2] });
    expect(reader.position()).toBe(4);
    await reader.close();
  });

  it('are the same however they are read', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '日', '🏞', '\r', ' ') });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.boolean(), fc.integer({ min: 1, max: 3 }), async (lines, ended, max) => {
        const content = lines.join('\n') + (ended ? '\n' : '');
        const expected = content.split('\n').map((text) => text.replace(/\r$/, ''));
        if (expected.at(-1) === '') expected.pop();
        expect((await read(fileOf(content), undefined, max)).lines).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a text file as a source', () => {
  it('knows its size, for progress', async () => {
    expect(await new TextFileSource(fileOf('é\n')).splits()).toEqual([{ id: '0', size: 3 }]);
  });

  it('is found by a file URL', async () => {
    expect((await read(pathToFileURL(fileOf('a\n')).href)).lines).toEqual(['a']);
  });

  it('is named when it is missing', async () => {
    const missing = join(folder, 'none.txt');
    const explained = {
      code: 'SOURCE_FAILED',
      message: `Cannot read the text file ${missing}: ENOENT: no such file or directory, stat '${missing}'. Check the path and its permissions.`,
    };
    await expect(new TextFileSource(missing).splits()).rejects.toMatchObject(explained);
    await expect(new TextFileSource(missing).createReader({ id: '0' }, 5, context)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
  });

  it('is refused when it is a directory', async () => {
    await expect(new TextFileSource(folder).splits()).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `Cannot read ${folder}: it is no file. Give the path of a text file.`,
    });
  });
});
