import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadParameters, stderrLogger } from '@weir/core';
import { resolveHttpSinkOptions } from '@weir/sink-http';
import { checkSnippets } from './docs/check-snippets.js';
import { fences, markdownFiles, namedPaths, root } from './docs/markdown-file.js';

const documents = markdownFiles();

test.each(documents)('$path names only files that exist', (document) => {
  expect(namedPaths(document).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every TypeScript snippet compiles', () => {
  expect(checkSnippets(documents)).toEqual([]);
}, 60_000);

test('every YAML snippet is a configuration that the sink takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docs-'));
  const conf = join(folder, 'application.yml');
  for (const { code } of documents.flatMap(fences).filter(({ language }) => language === 'yaml')) {
    writeFileSync(conf, code);
    expect(() => resolveHttpSinkOptions(loadParameters({ conf, logger: stderrLogger }))).not.toThrow();
  }
  rmSync(folder, { recursive: true });
});

test('every npm command in the documents is a script of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const commands = documents.flatMap(({ text }) => [...text.matchAll(/\bnpm (?:run (?:--\S+ )*)?([\w:-]+)/g)]);
  const named = commands.filter(([whole, name]) => whole.startsWith('npm run') || name === 'test');

  expect(named.length).toBeGreaterThan(0);
  expect(named.map(([, name]) => name).filter((name) => name === undefined || !(name in scripts))).toEqual([]);
});
