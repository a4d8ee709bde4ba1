// npm run reference: writes the pages of docs/reference from the tables in the code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prepareWorkspace, root } from './prepare-workspace.mjs';

await prepareWorkspace();
const { createJiti } = await import('jiti');
const { referencePages } = await createJiti(import.meta.url).import('./reference/reference-pages.ts');
for (const [path, render] of Object.entries(referencePages)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), render());
  console.log(`wrote ${path}`);
}
