import { fetchJars } from '../rig/jars.mjs';
import {
  flinkEnvironment,
  flinkPortNames,
  jobServerCommand,
  restClientCommand,
  writeFlinkConfig,
} from './flink-java.mjs';

/** Slots of the one task manager: what several tests need that use it at the same time. */
const SLOTS = 16;

/** Beam's job server for Flink with a Flink in the same process. The job server listens on every address. */
export const flink = {
  portNames: flinkPortNames,
  readyLine: /JobService started on/,
  startWithinMs: 90_000,
  stopWithinMs: 10_000,

  prepare(instance) {
    writeFlinkConfig(instance, SLOTS);
  },

  fetch: fetchJars,
  serverCommand: (instance) => jobServerCommand(instance, { slots: SLOTS, flags: ['-Xms256m', '-Xmx2g'] }),
  clientCommand: restClientCommand,
  environment: flinkEnvironment,
};
