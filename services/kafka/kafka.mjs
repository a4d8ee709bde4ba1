import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { certificateFiles, createCertificates, KEY_STORE_PASSWORD } from '../rig/certificates.mjs';
import { writeConfig } from '../rig/config-file.mjs';
import { fetchJars } from '../rig/jars.mjs';
import { javaCommand } from '../rig/java-command.mjs';
import { runProgram } from '../rig/run-program.mjs';

const user = { name: 'weir', password: 'weir-secret' };
/** Known to the broker, but without any right. */
const stranger = { name: 'stranger', password: 'stranger-secret' };

const security = 'org.apache.kafka.common.security';
const plainUsers = [user, stranger].map(({ name, password }) => `user_${name}="${password}"`).join(' ');

/** Apache Kafka: one broker in KRaft mode. */
export const kafka = {
  portNames: ['plaintext', 'ssl', 'saslPlaintext', 'saslSsl', 'controller'],
  readyLine: /Kafka Server started/,
  startWithinMs: 60_000,
  stopWithinMs: 15_000,

  fetch: fetchJars,

  async prepare(instance) {
    await createCertificates(instance);
    writeConfig(join(import.meta.dirname, 'server.properties'), instance.folder, configValues(instance));
    if (!existsSync(join(dataFolder(instance), 'meta.properties'))) await format(instance);
  },

  serverCommand(instance) {
    return javaCommand(instance, {
      flags: ['-Xms128m', '-Xmx256m', '-Dorg.slf4j.simpleLogger.showDateTime=true'],
      main: 'kafka.Kafka',
      args: [configFile(instance)],
    });
  },

  clientCommand(instance, args) {
    return javaCommand(instance, {
      flags: ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      main: join(import.meta.dirname, 'KafkaClient.java'),
      args: [bootstrap(instance.ports.plaintext), ...args],
    });
  },

  environment(instance) {
    const { plaintext, ssl, saslPlaintext, saslSsl } = instance.ports;
    return {
      WEIR_KAFKA_BOOTSTRAP: bootstrap(plaintext),
      WEIR_KAFKA_SSL_BOOTSTRAP: bootstrap(ssl),
      WEIR_KAFKA_SASL_PLAINTEXT_BOOTSTRAP: bootstrap(saslPlaintext),
      WEIR_KAFKA_SASL_SSL_BOOTSTRAP: bootstrap(saslSsl),
      WEIR_KAFKA_CA: certificateFiles(instance).ca,
      WEIR_KAFKA_USER: user.name,
      WEIR_KAFKA_PASSWORD: user.password,
      WEIR_KAFKA_STRANGER_USER: stranger.name,
      WEIR_KAFKA_STRANGER_PASSWORD: stranger.password,
    };
  },
};

function format(instance) {
  const clusterId = randomBytes(16).toString('base64url');
  const scramUsers = [user, stranger].flatMap(({ name, password }) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '-S',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  );
  const { file, args } = javaCommand(instance, {
    main: 'kafka.tools.StorageTool',
    // One word: an id may begin with a minus.
    args: ['format', `--cluster-id=${clusterId}`, '-c', configFile(instance), ...scramUsers],
  });
  return runProgram(file, args);
}

function configValues(instance) {
  const { plaintext, ssl, saslPlaintext, saslSsl, controller } = instance.ports;
  return {
    PLAINTEXT_PORT: plaintext,
    SSL_PORT: ssl,
    SASL_PLAINTEXT_PORT: saslPlaintext,
    SASL_SSL_PORT: saslSsl,
    CONTROLLER_PORT: controller,
    KEY_STORE: certificateFiles(instance).keyStore,
    KEY_STORE_PASSWORD,
    PLAIN_LOGIN: `${security}.plain.PlainLoginModule required ${plainUsers};`,
    SCRAM_LOGIN: `${security}.scram.ScramLoginModule required;`,
    USER: user.name,
    DATA: dataFolder(instance),
  };
}

function bootstrap(port) {
  return `127.0.0.1:${port}`;
}

function configFile(instance) {
  return join(instance.folder, 'server.properties');
}

function dataFolder(instance) {
  return join(instance.folder, 'data');
}
