import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from '../scripts/reference/reference-pages.js';

test.each(Object.entries(referencePages))(
  '%s says what the code says (npm run reference writes it)',
  (path, render) => {
    expect(readFileSync(join(__dirname, '..', path), 'utf8')).toBe(render());
  },
);
