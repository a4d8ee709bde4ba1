import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Scalar } from 'yaml';
import { describeError, WeirError } from '../errors/weir-error.js';
import type { Logger } from '../ports/logger.js';

/** Where the values of a plain scalar go. */
type Emit = (key: string, text: string) => void;

/** What YAML 1.1, and with it SnakeYAML and StreamPark, reads in a plain scalar that YAML 1.2 reads as text or number. */
function readingInYaml11(text: string): string | undefined {
  if (/^[-+]?0[0-7_]+$/.test(text)) return `the octal number ${parseInt(text.replaceAll('_', ''), 8)}`;
  if (/^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$/.test(text)) {
    return `the base-60 number ${text.split(':').reduce((sum, digit) => sum * 60 + Number(digit), 0)}`;
  }
  if (/^(yes|on)$/i.test(text)) return 'true';
  if (/^(no|off)$/i.test(text)) return 'false';
  if (/^[-+]?\d[\d]*_[\d_]*$/.test(text)) return `the number ${text.replaceAll('_', '')}`;
  return undefined;
}

function scalarText(node: Scalar, key: string, logger: Logger): string {
  if (node.value === null || node.value === undefined) return '';
  if (node.type !== 'PLAIN' || node.source === undefined) return node.source ?? '';
  const other = readingInYaml11(node.source);
  if (other !== undefined) {
    logger.warn(
      `${key}: ${node.source} is taken as the text "${node.source}"; YAML 1.1, which StreamPark used, reads ${other} here. Put it in quotes to say what you mean.`,
    );
  }
  return node.source;
}

function flatten(document: Document, node: unknown, key: string, emit: Emit, logger: Logger): void {
  const value = isAlias(node) ? node.resolve(document) : node;
  if (isMap(value)) {
    for (const { key: name, value: child } of value.items) {
      const part = isScalar(name) ? String(name.source ?? name.value) : String(name);
      flatten(document, child, key === '' ? part : `${key}.${part}`, emit, logger);
    }
  } else if (isSeq(value)) {
    const texts = value.items.map((item) => (isScalar(item) ? scalarText(item, key, logger) : JSON.stringify(item)));
    emit(key, texts.join(','));
  } else if (isScalar(value)) {
    emit(key, scalarText(value, key, logger));
  }
}

/**
 * Reads YAML text as a flat map from dotted key to text: nested and dotted keys alike, lists joined with commas, nulls
 * and blanks left out. Scalars keep the text that stands in the file.
 *
 * @throws CONFIG_SYNTAX with line and column
 */
export function parseYaml(text: string, name: string, logger: Logger): Map<string, string> {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    const place = at ? `${name}:${at.line}:${at.col}` : name;
    const what = error.message.split(/ at line \d/)[0] ?? error.message;
    throw new WeirError('CONFIG_SYNTAX', `${place}: ${what} (line ${at?.line ?? '?'}, column ${at?.col ?? '?'}).`, {
      cause: error,
      details: { file: name, line: at?.line, column: at?.col },
    });
  }
  if (document.contents !== null && !isMap(document.contents)) {
    throw new WeirError('CONFIG_SYNTAX', `${name}:1:1: expected keys and values, found something else.`);
  }
  const entries = new Map<string, string>();
  const emit: Emit = (key, value) => {
    if (value.trim() === '') return;
    if (entries.has(key) && entries.get(key) !== value) {
      throw new WeirError('CONFIG_CONFLICT', `${name}: ${key} is set twice to different values. Keep one of them.`);
    }
    entries.set(key, value);
  };
  flatten(document, document.contents, '', emit, logger);
  return entries;
}

/** As {@link parseYaml}, from a file. @throws CONFIG_FILE_MISSING, CONFIG_SYNTAX */
export function readYamlFile(path: string, logger: Logger): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WeirError(
      'CONFIG_FILE_MISSING',
      `Cannot read the configuration file ${path}: ${describeError(cause)}. Check the path given as conf.`,
      { cause, details: { file: path } },
    );
  }
  return parseYaml(text, basename(path), logger);
}
