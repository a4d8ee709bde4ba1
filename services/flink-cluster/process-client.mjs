// One process of the cluster, for tests: FOLDER kill|pid|logs NAME
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, action, name] = process.argv.slice(2);
const pidFile = join(folder, `${name}.pid`);
if (!existsSync(pidFile))
  throw new Error(`there is no process ${name}: job-manager, taskmanager-1, taskmanager-2, job-server`);

const pid = Number(readFileSync(pidFile, 'utf8'));
if (action === 'kill') process.kill(pid, 'SIGKILL');
else if (action === 'pid') console.log(pid);
else console.log(readFileSync(join(folder, `${name}.log`), 'utf8').trimEnd());
