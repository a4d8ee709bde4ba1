import { gzipSync } from 'node:zlib';
import type { AxiosError } from 'axios';
import axios, { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import { MemoryLogger, startEndpoint, type Endpoint, type Script } from '@weir/testing';
import type { WireRequest } from '../request/wire-request.js';
import { AxiosTransport } from './axios-transport.js';
import type { SendResult } from './http-transport.js';

let transport: AxiosTransport;
let endpoint: Endpoint;
let logger: MemoryLogger;

async function open(instance: AxiosInstance, script: Script = 200, timeoutMs = 5_000): Promise<void> {
  endpoint = await startEndpoint({ script });
  logger = new MemoryLogger();
  transport = new AxiosTransport(instance, timeoutMs, logger);
}

afterEach(async () => {
  await transport.close();
  await endpoint.close();
});

function send(changed: Partial<WireRequest> = {}): Promise<SendResult> {
  const request = {
    kind: 'request' as const,
    method: 'POST',
    origin: endpoint.url,
    path: '/',
    headers: [],
    ...changed,
  };
  return new Promise((resolve) => {
    transport.send(request, resolve);
  });
}

const textOf = (result: SendResult): string =>
  result.kind === 'answered' ? Buffer.from(result.bodyHead).toString() : '';

describe('through a user’s axios instance', () => {
  test('the request is what the sink prepared, byte for byte', async () => {
    await open(axios.create());
    const headers = ['Content-Type', 'application/json', 'X-Own', 'a'];
    await send({ method: 'TRACE', path: '/a/../b?c=(1)%20&d=%5B', headers, body: ' {"a": 1} ' });
    await send({ method: 'GET', body: new Uint8Array([0, 255]) });
    const [first, second] = endpoint.ledger.exchanges.map(({ request }) => request);
    expect(first).toMatchObject({ method: 'TRACE', target: '/a/../b?c=(1)%20&d=%5B' });
    expect(first?.headers).toMatchObject({ 'content-type': 'application/json', 'x-own': 'a', 'content-length': '10' });
    expect(first?.body.toString()).toBe(' {"a": 1} ');
    expect([...(second?.body ?? [])]).toEqual([0, 255]);
    expect(second?.headers['content-type']).toBeUndefined();
  });

  test('its interceptors and defaults take part', async () => {
    const instance = axios.create({ headers: { 'X-Default': 'd' } });
    instance.interceptors.request.use((config) => {
      config.headers.set('Authorization', 'Bearer token');
      return config;
    });
    const seen: number[] = [];
    instance.interceptors.response.use((response) => (seen.push(response.status), response));
    await open(instance);
    expect(await send({ headers: ['X-Own', 'a'] })).toMatchObject({ kind: 'answered', status: 200 });
    expect(endpoint.ledger.exchanges[0]?.request.headers).toMatchObject({
      ...{ authorization: 'Bearer token', 'x-default': 'd', 'x-own': 'a' },
    });
    expect(seen).toEqual([200]);
  });

  test.each([
    ['nobody sees them', () => undefined],
    ['an interceptor does', (instance: AxiosInstance) => void instance.interceptors.request.use((config) => config)],
  ])('default headers take part as axios ranks them, also when they change, and %s', async (_, watch) => {
    const instance = axios.create({ headers: { 'X-Beside': 'b', 'X-Sent': 'default' } });
    watch(instance);
    instance.defaults.headers.common['X-Common'] = 'first';
    instance.defaults.headers.post['X-Common'] = 'post';
    instance.defaults.headers.get['X-Get'] = 'not for a POST';
    await open(instance);
    const request = { headers: ['x-sent', 'own'], body: 'text' };
    await send(request);
    await send(request);
    instance.defaults.headers.post['X-Common'] = 'renewed';
    await send(request);
    const [first, second, third] = endpoint.ledger.exchanges.map((exchange) => exchange.request.headers);
    expect(first).toMatchObject({ 'x-beside': 'b', 'x-sent': 'own', 'x-common': 'post' });
    expect(first).not.toHaveProperty('x-get');
    expect(first).not.toHaveProperty('content-type');
    expect(second).toEqual(first);
    expect(third).toEqual({ ...first, 'x-common': 'renewed' });
  });

  test('its transformers see all headers, and set some', async () => {
    const instance = axios.create({ headers: { 'X-Default': 'd' } });
    instance.defaults.transformRequest = (data: unknown, headers) => {
      headers.set('X-Signature', `${String(headers.get('x-default'))}${String(headers.get('x-own'))}`);
      return data;
    };
    await open(instance);
    for (let i = 0; i < 2; i++) await send({ headers: ['X-Own', 'o'] });
    const signatures = endpoint.ledger.exchanges.map(({ request }) => request.headers['x-signature']);
    expect(signatures).toEqual(['do', 'do']);
  });

  test('so do those that a user has put into the defaults of all instances', async () => {
    const { transformRequest = [] } = axios.defaults;
    axios.defaults.transformRequest = [
      function transformRequest(data: unknown, headers) {
        headers.set('X-Signature', String(headers.get('x-own')));
        return data;
      },
    ];
    try {
      await open(axios.create());
      await send({ headers: ['X-Own', 'o'] });
    } finally {
      axios.defaults.transformRequest = transformRequest;
    }
    expect(endpoint.ledger.exchanges[0]?.request.headers).toMatchObject({ 'x-signature': 'o' });
  });

  test('what a wrapper around its requests sets is sent', async () => {
    const instance = axios.create({ headers: { 'X-Default': 'd' } });
    const request = instance.request.bind(instance);
    instance.request = (config) => {
      (config.headers as Record<string, string>)['X-Trace'] = 't';
      return request(config);
    };
    await open(instance);
    await send();
    expect(endpoint.ledger.exchanges[0]?.request.headers).toMatchObject({ 'x-default': 'd', 'x-trace': 't' });
  });

  test('a wrapper that throws fails the attempt', async () => {
    const instance = axios.create();
    instance.request = () => {
      throw new Error('no token');
    };
    await open(instance);
    expect(await send()).toMatchObject({ kind: 'failed', message: 'no token' });
  });

  test('default values are cleaned as axios does it: a token read from a file may end in a line end', async () => {
    const at = new Date(0);
    await open(axios.create({ headers: { Authorization: 'Bearer token\n', 'X-At': at as unknown as string } }));
    await send();
    const { headers } = endpoint.ledger.exchanges[0]!.request;
    expect(headers).toMatchObject({ authorization: 'Bearer token', 'x-at': String(at) });
  });

  test('an interceptor finds the default headers as they were spelled', async () => {
    const instance = axios.create({ headers: { 'X-Default': 'd' } });
    const seen: unknown[] = [];
    instance.interceptors.request.use((config) => (seen.push(config.headers['X-Default']), config));
    await open(instance);
    for (let i = 0; i < 2; i++) await send();
    expect(seen).toEqual(['d', 'd']);
  });

  test('of a view of bytes the view is sent, and not the buffer under it', async () => {
    await open(axios.create());
    await send({ body: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) });
    expect([...(endpoint.ledger.exchanges[0]?.request.body ?? [])]).toEqual([2, 3]);
  });

  test('an answer may have headers that are called like a member of its headers', async () => {
    await open(axios.create(), { kind: 'status', status: 200, headers: { normalize: 'n', constructor: 'c' } });
    expect(await send()).toMatchObject({ kind: 'answered', status: 200 });
  });

  test('the answer is told as it was received, whatever axios and interceptors make of it', async () => {
    const body = '{"error": "busy"}';
    const answer = { kind: 'status' as const, status: 200, body };
    await open(axios.create(), answer);
    expect(textOf(await send())).toBe(body);
    await transport.close();
    await endpoint.close();
    const instance = axios.create();
    const seen: unknown[] = [];
    instance.interceptors.response.use((response) => (seen.push(response.data), response));
    await open(instance, answer);
    expect(textOf(await send())).toBe(body);
    expect(seen).toEqual([{ error: 'busy' }]);
  });

  test.each([200, 204, 302, 404, 503])('a status is a result and never a failure: %d', async (status) => {
    await open(axios.create(), {
      kind: 'status',
      status,
      headers: { 'Retry-After': '3' },
      body: status === 204 ? '' : 'why',
    });
    const result = await send();
    expect(result).toMatchObject({ kind: 'answered', status, headers: { 'retry-after': '3' } });
    expect(textOf(result)).toBe(status === 204 ? '' : 'why');
    expect(endpoint.ledger.counts.requests).toBe(1);
  });

  test.each<[Script, string]>([
    [{ kind: 'reset' }, 'connection-reset'],
    [{ kind: 'never' }, 'timeout'],
    [{ kind: 'endless-body', status: 200 }, 'timeout'],
    [{ kind: 'garbage' }, 'protocol'],
  ])('failures keep their class: %p', async (script, error) => {
    await open(axios.create(), script, 2_000);
    expect(await send()).toMatchObject({ kind: 'failed', error });
  });

  test('a refused connection and an unknown host too', async () => {
    await open(axios.create());
    endpoint.stopListening();
    expect(await send()).toMatchObject({ kind: 'failed', error: 'connection-refused' });
    expect(await send({ origin: 'http://weir-test.invalid' })).toMatchObject({ kind: 'failed', error: 'dns' });
  });

  test('an interceptor that comes back too late sends nothing any more', async () => {
    const instance = axios.create();
    let comeBack: (() => void) | undefined;
    const late = new Promise<void>((resolve) => (comeBack = resolve));
    instance.interceptors.request.use(async (config) => {
      if (config.url?.endsWith('/late')) await late;
      return config;
    });
    await open(instance, 200, 2_000);
    expect(await send({ path: '/late' })).toMatchObject({ kind: 'failed', error: 'timeout' });
    comeBack?.();
    expect(await send({ path: '/next' })).toMatchObject({ status: 200 });
    expect([...endpoint.ledger.identities.keys()]).toEqual(['POST /next']);
  });

  test('closing ends what is in flight', async () => {
    await open(axios.create(), { kind: 'never' });
    const result = send();
    await endpoint.waitFor(({ counts }) => counts.requests === 1);
    await transport.close();
    expect(await result).toMatchObject({ kind: 'failed', error: 'network' });
  });

  test('settings that only its own connections could follow are named', async () => {
    await open(axios.create({ httpAgent: {}, socketPath: '/tmp/none' }));
    expect(logger.messages('warn')).toEqual([expect.stringContaining('httpAgent, socketPath')]);
  });

  test('retries of axios-retry are off, and named once', async () => {
    const instance = axios.create();
    axiosRetry(instance, { retries: 3, retryCondition: () => true });
    await open(instance, 503);
    await send();
    await send();
    expect(endpoint.ledger.counts.requests).toBe(2);
    expect(logger.messages('warn')).toEqual([expect.stringContaining('axios-retry')]);
  });

  test('an answer that came while the process was held up beyond the deadline counts', async () => {
    const holdUp = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    const script = (): number => (setImmediate(holdUp), 200);
    await open(axios.create(), script, 300);
    expect(await send()).toMatchObject({ kind: 'answered', status: 200 });
  });

  test('requests of one turn go out together, and each has its own answer', async () => {
    await open(axios.create(), ({ target }) => ({ kind: 'status', status: 200, body: target }));
    const paths = Array.from({ length: 20 }, (_, i) => `/${i}`);
    const results = await Promise.all(paths.map((path) => send({ path })));
    expect(results.map(textOf)).toEqual(paths);
  });
});

describe('as an axios adapter', () => {
  async function refusal(instance: AxiosInstance, script: Script): Promise<AxiosError | undefined> {
    let seen: AxiosError | undefined;
    instance.interceptors.response.use(null, (error: AxiosError) => {
      seen = error;
      return Promise.reject(error);
    });
    await open(instance, script);
    await send({ body: 'x'.repeat(100) });
    return seen;
  }

  test('it decompresses answers', async () => {
    const body = gzipSync('{"plain":true}');
    await open(axios.create(), { kind: 'status', status: 200, headers: { 'Content-Encoding': 'gzip' }, body });
    expect(textOf(await send())).toContain('plain');
    expect(endpoint.ledger.exchanges[0]?.request.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  test('it holds to the limits of both directions', async () => {
    const tooLong = await refusal(axios.create({ maxContentLength: 10 }), {
      kind: 'status',
      status: 200,
      body: 'x'.repeat(99),
    });
    expect(tooLong).toMatchObject({ code: 'ERR_BAD_RESPONSE', message: 'maxContentLength size of 10 exceeded' });
    await transport.close();
    await endpoint.close();
    const bomb = gzipSync('x'.repeat(1_000));
    const gzip = { kind: 'status', status: 200, headers: { 'Content-Encoding': 'gzip' }, body: bomb } as const;
    expect(await refusal(axios.create({ maxContentLength: 500 }), gzip)).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    await transport.close();
    await endpoint.close();
    expect(await refusal(axios.create({ maxBodyLength: 10 }), 200)).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'Request body larger than maxBodyLength limit',
    });
    expect(endpoint.ledger.counts.requests).toBe(0);
  });

  test('its errors carry the code of the cause', async () => {
    expect(await refusal(axios.create(), 404)).toMatchObject({ code: 'ERR_BAD_REQUEST', response: { status: 404 } });
    await transport.close();
    await endpoint.close();
    expect(await refusal(axios.create(), 503)).toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { status: 503 } });
    endpoint.stopListening();
    const instance = axios.create();
    const codes: (string | undefined)[] = [];
    instance.interceptors.response.use(null, (error: AxiosError) => {
      codes.push(error.code);
      return Promise.reject(error);
    });
    const other = new AxiosTransport(instance, 5_000, logger);
    await new Promise((resolve) => {
      other.send({ method: 'GET', origin: endpoint.url, path: '/', headers: [] }, resolve);
    });
    await other.close();
    expect(codes).toEqual(['ECONNREFUSED']);
  });

  test('an interceptor’s own timeout counts when it is shorter', async () => {
    const instance = axios.create();
    instance.interceptors.request.use((config) => Object.assign(config, { timeout: 50 }));
    expect(await refusal(instance, { kind: 'never' })).toMatchObject({
      code: 'ECONNABORTED',
      message: 'timeout of 50ms exceeded',
    });
  });

  test('an abort signal and a cancel token of an interceptor end the request', async () => {
    const cancelling: ((config: InternalAxiosRequestConfig) => () => void)[] = [
      (config) => {
        const controller = new AbortController();
        config.signal = controller.signal;
        return () => {
          controller.abort();
        };
      },
      (config) => {
        const source = axios.CancelToken.source();
        config.cancelToken = source.token;
        return () => {
          source.cancel();
        };
      },
    ];
    for (const cancellable of cancelling) {
      const instance = axios.create();
      let cancel: (() => void) | undefined;
      instance.interceptors.request.use((config) => {
        cancel = cancellable(config);
        return config;
      });
      const seen: (string | undefined)[] = [];
      instance.interceptors.response.use(null, (error: AxiosError) => {
        seen.push(error.code);
        return Promise.reject(error);
      });
      await open(instance, { kind: 'never' });
      const result = send();
      await endpoint.waitFor(({ counts }) => counts.requests === 1);
      cancel?.();
      expect(await result).toMatchObject({ kind: 'failed', error: 'network' });
      expect(seen).toEqual(['ERR_CANCELED']);
      await transport.close();
      await endpoint.close();
    }
  });
});
