import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-advisories-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const snapshots = `
snapshots:
  webhdfs@1.2.0: { dependencies: { request: 2.88.2, harmless: some-fork@1.0.0 } }
  request@2.88.2(peer@1.0.0): { dependencies: { form-data: 2.3.3 } }
  request@2.88.2: { dependencies: { form-data: 2.3.3 } }
  form-data@2.3.3: {}
  form-data@4.0.6: {}
  some-fork@1.0.0: { dependencies: { request: 2.88.2(peer@1.0.0) } }
`;

function check(importer: string) {
  const lockFile = join(folder, 'pnpm-lock.yaml');
  writeFileSync(lockFile, `lockfileVersion: '9.0'\nimporters:\n${importer}${snapshots}`);
  const script = join(__dirname, '..', 'scripts', 'check-advisories.mjs');
  return spawnSync(process.execPath, [script, lockFile], { encoding: 'utf8' });
}

test('a package with an advisory is named with the way to it, however deep it is', () => {
  const { status, stderr } = check('  packages/a: { dependencies: { webhdfs: { version: 1.2.0 } } }');
  expect(status).toBe(1);
  expect(stderr).toContain('GHSA-p8p7-x288-28g6 (moderate): request 2.88.2');
  expect(stderr).toMatch(
    /GHSA-fjxv-7rqg-78g4 \(critical\): form-data 2\.3\.3: .* by packages\/a > webhdfs@1\.2\.0 > request/,
  );
});

test('an optional peer counts, because users install it', () => {
  mkdirSync(join(folder, 'packages', 'a'), { recursive: true });
  writeFileSync(join(folder, 'packages', 'a', 'package.json'), '{"peerDependencies":{"webhdfs":"^1.2.0"}}');
  expect(check('  packages/a: { devDependencies: { webhdfs: { version: 1.2.0 } } }').status).toBe(1);
});

test('what only our own development needs, and versions that are repaired, pass', () => {
  const importer = `  .: { devDependencies: { webhdfs: { version: 1.2.0 } } }
  packages/a: { dependencies: { form-data: { version: 4.0.6 } }, devDependencies: { webhdfs: { version: 1.2.0 } } }`;
  expect(check(importer)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^1 packages.* 0 adv/) as string });
});
