const remedies = {
  java: 'a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)',
  mvn: 'Maven (Debian: apt-get install maven)',
  go: 'Go 1.26 or newer (https://go.dev/dl)',
  openssl: 'OpenSSL 3 (Debian: apt-get install openssl)',
  setpriv: 'util-linux 2.33 (Debian: apt-get install util-linux)',
};

/** Throws the error again, or for a program that is not installed one that says what to install. */
export function explainSpawnError(error) {
  if (error.code !== 'ENOENT') throw error;
  throw new Error(`this service needs ${remedies[error.path] ?? error.path}: there is no program "${error.path}"`);
}
