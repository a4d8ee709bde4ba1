import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  configFolder,
  flinkCommand,
  flinkEnvironment,
  flinkPortNames,
  jobServerCommand,
  restClientCommand,
  writeFlinkConfig,
} from '../flink/flink-java.mjs';
import { fetchJars } from '../rig/jars.mjs';

const TASK_MANAGERS = ['taskmanager-1', 'taskmanager-2'];

/** Bytes; Flink's scripts work them out, which are not in its jars. */
const TASK_MANAGER_MEMORY = {
  'task.heap.size': 300 << 20,
  'task.off-heap.size': 0,
  'network.min': 64 << 20,
  'network.max': 64 << 20,
  'managed.size': 128 << 20,
  'framework.heap.size': 128 << 20,
  'framework.off-heap.size': 128 << 20,
  'jvm-metaspace.size': 256 << 20,
  'jvm-overhead.min': 192 << 20,
  'jvm-overhead.max': 192 << 20,
};

/** A session cluster: a JobManager, two TaskManagers of one slot each and Beam's job server, each a process. */
export const flinkCluster = {
  jarsOf: 'flink',
  portNames: flinkPortNames,
  readyLine: /^the cluster is ready$/m,
  startWithinMs: 120_000,
  stopWithinMs: 10_000,

  prepare(instance) {
    writeFlinkConfig(instance, 1);
    mkdirSync(processFolder(instance), { recursive: true });
    writeFileSync(planFile(instance), JSON.stringify(plan(instance), null, 2));
  },

  fetch: fetchJars,

  serverCommand: (instance) => ({
    file: process.execPath,
    args: [join(import.meta.dirname, 'supervise.mjs'), planFile(instance)],
  }),

  /** `kill PROCESS`, `pid PROCESS`, `logs PROCESS`, or as the client of `flink`: `GET /jobs`. */
  clientCommand(instance, args) {
    if (!['kill', 'pid', 'logs'].includes(args[0])) return restClientCommand(instance, args);
    return {
      file: process.execPath,
      args: [join(import.meta.dirname, 'process-client.mjs'), processFolder(instance), ...args],
    };
  },

  environment: flinkEnvironment,
};

/** What the supervisor runs, and how it knows that all of it is ready. */
function plan(instance) {
  const jobManager = flinkCommand(instance, {
    main: 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint',
    args: ['--configDir', configFolder(instance), '-D', 'jobmanager.memory.process.size=1200m'],
    flags: ['-Xmx600m'],
  });
  const processes = { 'job-manager': jobManager };
  for (const name of TASK_MANAGERS) processes[name] = taskManager(instance);
  processes['job-server'] = jobServerCommand(instance, { flags: ['-Xmx600m'] });
  return {
    folder: processFolder(instance),
    processes,
    taskManagers: TASK_MANAGERS.length,
    overview: `http://127.0.0.1:${instance.ports.rest}/overview`,
    jobServer: { name: 'job-server', readyLine: 'JobService started on' },
  };
}

function taskManager(instance) {
  const memory = Object.entries(TASK_MANAGER_MEMORY).map(([key, bytes]) => `taskmanager.memory.${key}=${bytes}b`);
  return flinkCommand(instance, {
    main: 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
    args: [
      ...['--configDir', configFolder(instance)],
      ...['taskmanager.cpu.cores=1.0', ...memory].flatMap((setting) => ['-D', setting]),
    ],
    flags: ['-Xmx700m', '-XX:MaxDirectMemorySize=400m'],
  });
}

function processFolder(instance) {
  return join(instance.folder, 'processes');
}

function planFile(instance) {
  return join(instance.folder, 'plan.json');
}
