/** Every server version the project is tested against. The first of a list is the default. */
export const versions = {
  kafka: ['4.4.0', '3.9.2'],
  hdfs: ['3.4.3', '3.5.0'],
  hbase: ['2.6.4-hadoop3', '2.5.13-hadoop3'],
  // The distribution decides: 10.11 on Debian 12.
  mariadb: ['debian'],
  prism: ['2.77.0'],
  // Of Beam's runner, for Flink 1.19.
  flink: ['2.62.0'],
  'flink-cluster': ['2.62.0'],
};

/** The Maven plugin that copies the servers' jars into the cache. */
export const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
