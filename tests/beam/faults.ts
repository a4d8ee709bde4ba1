import { execFileSync } from 'node:child_process';
import { ServiceInstance } from '../../services/service-instance.js';

/** What happens to a run on the cluster when it has sent a part of its records. */
export const faultNames = ['none', 'worker', 'task-manager', 'store'] as const;
export type FaultName = (typeof faultNames)[number];

/** Session cluster and store of these tests: nobody else uses them, so that they may be killed. */
export const cluster = new ServiceInstance('flink-cluster+beam');
export const store = new ServiceInstance('mariadb+beam');

const storeAwayMs = 3_000;

/** The Node workers that TaskManagers of the cluster have started. */
async function workerPids(): Promise<number[]> {
  const pids = await Promise.all(['taskmanager-1', 'taskmanager-2'].map((name) => cluster.client('pid', name)));
  const parents = pids.map((pid) => pid.trim());
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/));
  const children = rows.filter(([, parent, ...args]) => {
    return parents.includes(parent ?? '') && args.some((arg) => arg.endsWith('weir-beam-worker.js'));
  });
  return children.map(([pid]) => Number(pid));
}

/** Carries a fault out; what it names is back, or replaced by the cluster, afterwards. `pick` chooses among several. */
export async function strike(fault: FaultName, pick: (count: number) => number): Promise<string> {
  switch (fault) {
    case 'none':
      return 'nothing';
    case 'worker': {
      const pids = await workerPids();
      const pid = pids[pick(pids.length)];
      if (pid === undefined) throw new Error('no worker of the cluster is there to be killed');
      process.kill(pid, 'SIGKILL');
      return `kill -9 of the worker ${pid}`;
    }
    case 'task-manager': {
      const name = `taskmanager-${1 + pick(2)}`;
      await cluster.client('kill', name);
      return `kill -9 of ${name}`;
    }
    case 'store':
      await store.kill();
      // Not a wait for something: how long the store is away is the fault.
      await new Promise((resolve) => setTimeout(resolve, storeAwayMs));
      await store.start();
      return `the store was away for ${storeAwayMs / 1_000} s`;
  }
}
