import { jobKeys, joinKey, type KeyTable } from '@weir/core';
import { failoverKeys } from '@weir/failover';
import { checkpointKeys, restartKeys } from '@weir/runner-local';
import { httpSinkKeys, httpSinkPrefix, ignoredHttpSinkKeys } from '@weir/sink-http';
import { markdownTable } from './markdown-table.js';

function renderKeys(table: KeyTable, prefix: string): string {
  const rows = Object.entries(table).map(([name, spec]) => {
    const aliases = (spec.aliases ?? []).map((alias) => ` (also \`${joinKey(prefix, alias)}\`)`);
    const meaning = spec.doc + aliases.join('');
    return [
      `\`${joinKey(prefix, name)}\``,
      spec.default === undefined ? '–' : `\`${spec.default}\``,
      spec.expected,
      meaning,
    ];
  });
  return markdownTable(['key', 'default', 'takes', 'meaning'], rows);
}

function renderIgnored(): string {
  const rows = Object.entries(ignoredHttpSinkKeys).map(([name, why]) => [`\`${joinKey(httpSinkPrefix, name)}\``, why]);
  return markdownTable(['key', 'why it says nothing here'], rows);
}

/** `docs/reference/configuration.md`, out of the tables that the keys are read by. */
export function renderConfiguration(): string {
  return `# Configuration

Written by \`npm run reference\` from the tables that the code reads the keys by; do not edit.

A key stands in the YAML file, nested or dotted, at the root, under \`flink.property\`, under
\`flink.deployment.property\` or under \`app\`, or on the command line as \`--key value\`. A later one of these wins over an
earlier one. \`\${NAME}\` in a value is the environment variable of that name.

## Job

${renderKeys(jobKeys, '')}

## Checkpoints

See [checkpoints](../guide/checkpoints.md).

${renderKeys(checkpointKeys, '')}

## Restarts

${renderKeys(restartKeys, '')}

## HTTP sink

A key below \`${httpSinkPrefix}\` that is not listed here is an error.

${renderKeys(httpSinkKeys, httpSinkPrefix)}

Accepted, because StreamPark read them, and named once as ignored:

${renderIgnored()}

## Dead letters

The block of a store that \`${httpSinkPrefix}.failover.storage\` does not name may stay in the file.

${renderKeys(failoverKeys, `${httpSinkPrefix}.failover`)}
`;
}
