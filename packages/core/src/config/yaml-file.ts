import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isPair, isScalar, parseDocument, visit, type Document } from 'yaml';
import { describeError, WeirError } from '../errors/weir-error.js';
import type { Logger } from '../ports/logger.js';
import { isPlainObject } from '../record/is-plain-object.js';
import { flattenObject } from './flatten-object.js';
import { isSecretKey } from './parameter-entry.js';

/** What YAML 1.2 takes for no value (core schema, section 10.3.2). */
const nullText = /^(|~|null|Null|NULL)$/;

/** What YAML 1.1, and with it SnakeYAML and StreamPark, reads in a plain scalar that YAML 1.2 reads as text or number. */
function readingInYaml11(text: string): string | undefined {
  if (/^[-+]?0[0-7_]+$/.test(text)) return `the octal number ${parseInt(text.replaceAll('_', ''), 8)}`;
  const [, sign, digits] = /^([-+]?)([1-9][0-9_]*(?::[0-5]?[0-9])+)$/.exec(text) ?? [];
  if (digits !== undefined) {
    const value = digits.split(':').reduce((sum, digit) => sum * 60 + Number(digit.replaceAll('_', '')), 0);
    return `the base-60 number ${sign === '-' ? -value : value}`;
  }
  if (/^(yes|on)$/i.test(text)) return 'true';
  if (/^(no|off)$/i.test(text)) return 'false';
  if (/^[-+]?\d+_[\d_]*$/.test(text)) return `the number ${text.replaceAll('_', '')}`;
  return undefined;
}

function warnOfYaml11(key: string, text: string, logger: Logger): void {
  const other = readingInYaml11(text);
  if (other === undefined) return;
  const advice = 'Put it in quotes to say what you mean.';
  if (isSecretKey(key)) {
    logger.warn(`${key}: YAML 1.1, which StreamPark used, reads another value here than its text. ${advice}`);
  } else {
    logger.warn(
      `${key}: ${text} is taken as the text "${text}"; YAML 1.1, which StreamPark used, reads ${other} here. ${advice}`,
    );
  }
}

/** Looks at every value that stands without quotes: takes nulls out and warns where YAML 1.1 reads something else. */
function readPlainScalars(document: Document, logger: Logger): void {
  visit(document, {
    Scalar(role, scalar, path) {
      if (role === 'key' || scalar.type !== 'PLAIN' || typeof scalar.value !== 'string') return;
      if (nullText.test(scalar.value)) {
        scalar.value = null;
        return;
      }
      const names = path.filter(isPair).map(({ key }) => String(isScalar(key) ? key.value : key));
      warnOfYaml11(names.join('.'), scalar.value, logger);
    },
  });
}

/**
 * Reads YAML text as a flat map from dotted key to text: nested and dotted keys alike, lists joined with commas, nulls
 * (`key:`) left out. Scalars keep the text that stands in the file; anchors and merge keys work.
 *
 * @throws CONFIG_SYNTAX with line and column, CONFIG_CONFLICT
 */
export function parseYaml(text: string, name: string, logger: Logger): Map<string, string> {
  // The failsafe schema reads every scalar as the text that it is.
  const document = parseDocument(text, { schema: 'failsafe', merge: true });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    const place = at ? `${name}:${at.line}:${at.col}` : name;
    const what = error.message.split(/ at line \d/)[0] ?? error.message;
    // Without the error as cause: its message quotes the line, and a secret may stand there.
    throw new WeirError('CONFIG_SYNTAX', `${place}: ${what} (line ${at?.line ?? '?'}, column ${at?.col ?? '?'}).`, {
      details: { file: name, line: at?.line, column: at?.col },
    });
  }
  readPlainScalars(document, logger);
  const content: unknown = document.toJS();
  if (content === null || content === '') return new Map();
  if (!isPlainObject(content)) {
    throw new WeirError('CONFIG_SYNTAX', `${name}:1:1: expected keys and values, found something else.`);
  }
  return flattenObject(content, name);
}

/** As {@link parseYaml}, from a file. @throws CONFIG_FILE_MISSING, CONFIG_SYNTAX, CONFIG_CONFLICT */
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
