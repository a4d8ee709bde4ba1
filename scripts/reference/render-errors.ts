import { errorTable, type ErrorEntry } from '@weir/core';
import { markdownTable } from './markdown-table.js';

/** `docs/reference/errors.md`, out of the table that the code throws from. */
export function renderErrors(): string {
  const rows = Object.entries<ErrorEntry>(errorTable).map(([code, { meaning, remedy }]) => [
    `\`${code}\``,
    meaning,
    remedy,
  ]);
  return `# Errors

Written by \`npm run reference\` from \`packages/core/src/errors/error-table.ts\`; do not edit.

An error of Weir is a \`WeirError\`. Its \`code\` is stable, its \`message\` names the key or the record, and its \`details\`
hold plain values for programs.

${markdownTable(['code', 'meaning', 'what to do'], rows)}
`;
}
