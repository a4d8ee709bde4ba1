import { join } from 'node:path';

import { writeConfig } from '../rig/config-file.mjs';
import { javaCommand } from '../rig/java-command.mjs';

// What Flink 1.19 and Beam reach into by reflection: Flink's own scripts open the same packages on Java 17.
const OPEN_PACKAGES = [
  ...['java.lang', 'java.lang.invoke', 'java.lang.reflect', 'java.util', 'java.util.concurrent', 'java.time'],
  ...['java.nio', 'java.text', 'java.net', 'java.io', 'sun.nio.ch'],
];

/** The ports of every instance with a Flink: of the job service and what belongs to it, and of Flink itself. */
export const flinkPortNames = ['job', 'artifact', 'expansion', 'rest', 'rpc', 'blob'];

/** Writes Flink's configuration for an instance whose task managers have `slots` slots each. */
export function writeFlinkConfig(instance, slots) {
  const { rest, rpc, blob } = instance.ports;
  const values = { REST_PORT: rest, RPC_PORT: rpc, BLOB_PORT: blob, SLOTS: slots, DATA: join(instance.folder, 'data') };
  writeConfig(join(import.meta.dirname, 'config.yaml'), configFolder(instance), values);
}

/** A command that runs `main` with the jars of Flink and Beam. */
export function flinkCommand(instance, { main, args, flags }) {
  const opens = OPEN_PACKAGES.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
  const log = ['showDateTime=true', 'dateTimeFormat=HH:mm:ss.SSS', 'showShortLogName=true'];
  const logFlags = log.map((option) => `-Dorg.slf4j.simpleLogger.${option}`);
  return javaCommand(instance, { main, args, flags: [...opens, ...logFlags, ...flags] });
}

/** The command of Beam's job server; with `slots` its Flink runs in the same process. */
export function jobServerCommand(instance, { slots, flags }) {
  const { job, artifact, expansion, rest } = instance.ports;
  return flinkCommand(instance, {
    flags,
    main: join(import.meta.dirname, 'FlinkServer.java'),
    args: [
      ...(slots === undefined ? [] : [`--slots=${slots}`]),
      ...['--job-host=127.0.0.1', `--job-port=${job}`, `--artifact-port=${artifact}`, `--expansion-port=${expansion}`],
      ...[`--artifacts-dir=${join(instance.folder, 'artifacts')}`, `--flink-conf-dir=${configFolder(instance)}`],
      `--flink-master=127.0.0.1:${rest}`,
    ],
  });
}

/** `GET|PATCH|POST PATH [JSON]`, as Flink's documentation of its REST API writes them. */
export function restClientCommand({ ports }, args) {
  const script = join(import.meta.dirname, 'rest-client.mjs');
  return { file: process.execPath, args: [script, `http://127.0.0.1:${ports.rest}`, ...args] };
}

/** What tells a test how to reach the job server and its Flink. */
export function flinkEnvironment({ ports }) {
  return { WEIR_FLINK_ENDPOINT: `127.0.0.1:${ports.job}`, WEIR_FLINK_REST: `http://127.0.0.1:${ports.rest}` };
}

/** Where the configuration of the instance's Flink is. */
export function configFolder(instance) {
  return join(instance.folder, 'conf');
}
