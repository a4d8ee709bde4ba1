/** Code of the error of a host that must not be connected to. */
export const hostRefusedCode = 'ERR_HOST_REFUSED';

/** The error of a host that leads to addresses which are not public. */
export function hostRefused(hostname: string, addresses: readonly string[]): Error {
  const where = addresses.includes(hostname) ? hostname : `${hostname} (${addresses.join(', ')})`;
  const message = `${where} is not a public address, and http.sink.security.privateAddresses is deny`;
  return Object.assign(new Error(message), { code: hostRefusedCode });
}

/** The error of a host whose address nobody here can check. */
export function hostBehindProxy(hostname: string): Error {
  const message = `${hostname} would be connected to by a proxy, and http.sink.security.privateAddresses is deny`;
  return Object.assign(new Error(message), { code: hostRefusedCode });
}

/** The error of a host that is not on the list. */
export function hostNotAllowed(origin: string): Error {
  const message = `${new URL(origin).host} is not among http.sink.security.allowedHosts`;
  return Object.assign(new Error(message), { code: hostRefusedCode });
}
