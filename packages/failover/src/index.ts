export { decodeLetter, encodeLetter } from './codec/letter-codec.js';
export { redactHeaders, type RedactedHeaders } from './header-redaction.js';
export { hostOf } from './letters/letter-filter.js';
export { readReadable } from './letters/read-readable.js';
export { openStore } from './open-store.js';
export { failoverKeys, resolveFailover, type FailoverConfig } from './options.js';
export type { StoreContext } from './stores/store-kind.js';
