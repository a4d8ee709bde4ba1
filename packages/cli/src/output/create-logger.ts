import type { LogFields, Logger } from '@weir/core';
import { pino } from 'pino';
import type { Style, Terminal } from './terminal.js';

/** How log lines look. */
export type LogFormat = 'text' | 'json';

/** What pino writes, as far as it is ours. */
interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly message: string;
}

const styleOfLevel: Readonly<Record<string, Style>> = { debug: 'quiet', warn: 'warning', error: 'bad' };

/** A JSON line of pino as people read it: time of day, level, message, and the fields if there are any. */
function renderLine(json: string, terminal: Terminal): string {
  const { level, time, message, ...fields } = JSON.parse(json) as LogLine;
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
  const paintedLevel = terminal.paintNote(styleOfLevel[level] ?? 'strong', level.padEnd(5));
  return `${terminal.paintNote('quiet', time.slice(11, 23))} ${paintedLevel} ${message}${rest}`;
}

/** A logger that writes to the terminal's standard error; with WEIR_DEBUG set also what is below info. */
export function createLogger(format: LogFormat, terminal: Terminal): Logger {
  const log = pino(
    {
      base: null,
      level: process.env['WEIR_DEBUG'] ? 'debug' : 'info',
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line: string) => {
        terminal.note(format === 'json' ? line.trimEnd() : renderLine(line, terminal));
      },
    },
  );
  return {
    debug: (message: string, fields: LogFields = {}) => log.debug(fields, message),
    info: (message: string, fields: LogFields = {}) => log.info(fields, message),
    warn: (message: string, fields: LogFields = {}) => log.warn(fields, message),
    error: (message: string, fields: LogFields = {}) => log.error(fields, message),
  };
}
