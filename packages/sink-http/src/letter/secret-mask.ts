import type { HeaderList } from '../request/header-list.js';
import type { Secret } from '../security/secret.js';

const mask = '******';

/** What is shorter stands everywhere by chance, and masking it would only say where. */
const leastSecretLength = 4;

/** A header's value, and what stands behind its scheme (`Bearer …`): both are secret. */
function textsOf(value: string): string[] {
  const credentials = /^\S+ +(\S+)$/.exec(value)?.[1];
  return [value, ...(credentials === undefined ? [] : [credentials])].filter(
    ({ length }) => length >= leastSecretLength,
  );
}

/** Takes the secrets of a request out of what its target answered: a TRACE and many an error page give them back. */
export class SecretMask {
  readonly #secretHeaders: readonly string[];
  readonly #always: readonly string[];

  /**
   * @param secretHeaders names, lower case
   * @param authorization that of the sink, which no request has itself
   */
  constructor(secretHeaders: readonly string[], authorization: Secret | undefined) {
    this.#secretHeaders = secretHeaders;
    this.#always = authorization ? textsOf(authorization.reveal()) : [];
  }

  /** `text`, an answer to a request with these headers, without their secrets. */
  apply(headers: HeaderList, text: string): string {
    let masked = text;
    for (const secret of this.#always) masked = masked.replaceAll(secret, mask);
    for (let i = 0; i < headers.length; i += 2) {
      if (!this.#secretHeaders.includes((headers[i] ?? '').toLowerCase())) continue;
      for (const secret of textsOf(headers[i + 1] ?? '')) masked = masked.replaceAll(secret, mask);
    }
    return masked;
  }
}

/** `url` without user and password. They come back as an Authorization header, which a replay has to be given. */
export function withoutUserinfo(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
}
