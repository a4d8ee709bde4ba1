import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The log of the server's last start. */
export function logFile(instance) {
  return join(instance.folder, 'server.log');
}

/** Whether the server said in its log that it takes requests. A port that answers proves nothing: it may be another's. */
export function hasReadyLine(instance) {
  return existsSync(logFile(instance)) && instance.service.readyLine.test(readFileSync(logFile(instance), 'utf8'));
}

/** The last `count` lines of the log. */
export function tailOfLog(instance, count) {
  if (!existsSync(logFile(instance))) return '';
  return readFileSync(logFile(instance), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
