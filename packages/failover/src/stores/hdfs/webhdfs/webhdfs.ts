import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry from 'axios-retry';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { z } from 'zod';
import { encodePath } from './encode-path.js';
import { createNameNodeAdapter, viaDataNode } from './name-node-adapter.js';
import type { NameNode } from './name-nodes.js';
import { isPassing, isRemote, parseObject, WebHdfsError } from './webhdfs-error.js';

/** Where and as whom to speak to HDFS. */
export interface WebHdfsOptions {
  /** One, or those of a highly available pair. */
  readonly nameNodes: readonly NameNode[];
  readonly user: string;
  /** For one request with its repetitions. */
  readonly timeoutMs: number;
  /** Certificate authority of `https:` servers, PEM; the system's when absent. */
  readonly ca?: string;
}

const fileStatus = z.object({
  pathSuffix: z.string(),
  type: z.string(),
  length: z.number(),
  modificationTime: z.number(),
});

/** One entry of a directory; `modificationTime` in milliseconds since the epoch. */
export type FileStatus = z.infer<typeof fileStatus>;

const listing = z.object({ FileStatuses: z.object({ FileStatus: z.array(fileStatus) }) });
const yesOrNo = z.object({ boolean: z.boolean() });
const statusBeans = z.object({ beans: z.array(z.object({ HostAndPort: z.string(), State: z.string() })).min(1) });

/** What a name node says about itself. */
export interface NameNodeStatus {
  readonly origin: string;
  /** Address of its RPC. */
  readonly rpcAddress: string;
}

interface RequestContent {
  readonly params?: Readonly<Record<string, string>>;
  readonly data?: Buffer;
  readonly headers?: Record<string, string>;
}

const prefix = '/webhdfs/v1';
const retries = 20;

function retryDelay(count: number): number {
  return Math.min(100 * 2 ** count, 2000) * (1 + 0.2 * Math.random());
}

function parse<S extends z.ZodType>(schema: S, { status, data, config }: AxiosResponse<Buffer>): z.output<S> {
  const parsed = schema.safeParse(parseObject(data.toString()));
  if (parsed.success) return parsed.data;
  const failure = { kind: 'not-webhdfs', status, message: data.toString('utf8', 0, 100) } as const;
  throw new WebHdfsError(failure, { role: 'name node', origin: config.baseURL ?? '' }, config);
}

/**
 * The part of WebHDFS (REST API of Hadoop 2.4 and later) that a store needs. Paths are absolute, and may have any
 * character that HDFS takes. Requests are repeated while that can help, until `timeoutMs` is over, and then reject with
 * {@link WebHdfsError}.
 */
export class WebHdfs {
  readonly #http: AxiosInstance;
  readonly #agents: readonly (HttpAgent | HttpsAgent)[];

  constructor({ nameNodes, user, timeoutMs, ca }: WebHdfsOptions) {
    const httpAgent = new HttpAgent({ keepAlive: true });
    const httpsAgent = new HttpsAgent({ keepAlive: true, ...(ca !== undefined && { ca }) });
    this.#agents = [httpAgent, httpsAgent];
    this.#http = axios.create({
      adapter: createNameNodeAdapter(nameNodes, timeoutMs),
      timeout: timeoutMs,
      httpAgent,
      httpsAgent,
      proxy: false,
      params: { 'user.name': user },
      paramsSerializer: { encode: encodeURIComponent },
      responseType: 'arraybuffer',
      // axios would send the body of a redirected request to the name node first.
      maxRedirects: 0,
      validateStatus: (status) => status === 200 || status === 201 || status === 307,
      maxBodyLength: Infinity,
      maxContentLength: Infinity,
    });
    axiosRetry(this.#http, {
      retries,
      retryDelay,
      retryCondition: (error: unknown) => isPassing(error, nameNodes.length > 1),
    });
  }

  /** Writes a file that only its owner may read; the data nodes have it on their disks when this resolves. */
  async create(path: string, data: Buffer): Promise<void> {
    const params = { overwrite: 'true', permission: '600', createflag: 'create,sync_block', ...viaDataNode };
    await this.#request('PUT', path, 'CREATE', {
      params,
      data,
      headers: { 'content-type': 'application/octet-stream' },
    });
  }

  async read(path: string): Promise<Buffer> {
    const { data } = await this.#request('GET', path, 'OPEN', { params: viaDataNode });
    return data;
  }

  /** Creates a directory and those above it; no matter if they exist. */
  async makeDirectory(path: string): Promise<void> {
    await this.#request('PUT', path, 'MKDIRS');
  }

  /** False when there is no `from`, no directory of `to`, or `to` exists. */
  async rename(from: string, to: string): Promise<boolean> {
    return parse(yesOrNo, await this.#request('PUT', from, 'RENAME', { params: { destination: to } })).boolean;
  }

  /** Removes a file; no matter if there is none. */
  async remove(path: string): Promise<void> {
    await this.#request('DELETE', path, 'DELETE');
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.#request('GET', path, 'GETFILESTATUS');
      return true;
    } catch (error) {
      if (isRemote(error, 'FileNotFoundException')) return false;
      throw error;
    }
  }

  /** What is in a directory, in order of name; nothing when there is none. */
  async list(path: string): Promise<readonly FileStatus[]> {
    try {
      return parse(listing, await this.#request('GET', path, 'LISTSTATUS')).FileStatuses.FileStatus;
    } catch (error) {
      if (isRemote(error, 'FileNotFoundException')) return [];
      throw error;
    }
  }

  /** Undefined when the server does not tell, as a gateway. */
  async nameNodeStatus(): Promise<NameNodeStatus | undefined> {
    try {
      const params = { qry: 'Hadoop:service=NameNode,name=NameNodeStatus' };
      const answer = await this.#http.request<Buffer>({ url: '/jmx', params });
      const [bean] = parse(statusBeans, answer).beans;
      return bean && { origin: answer.config.baseURL ?? '', rpcAddress: bean.HostAndPort };
    } catch (error) {
      if (error instanceof WebHdfsError && error.failure.kind === 'not-webhdfs') return undefined;
      throw error;
    }
  }

  /** Closes the connections that are kept open. */
  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  #request(method: string, path: string, op: string, content: RequestContent = {}): Promise<AxiosResponse<Buffer>> {
    const params = { op, ...content.params };
    return this.#http.request({ ...content, method, url: prefix + encodePath(path), params });
  }
}
