/** Where a name node answers WebHDFS. */
export interface NameNode {
  /** Scheme, host and port of its HTTP server: `http://nn1:9870`. */
  readonly origin: string;
  /** Its RPC port, when the configuration gave that: what answers at `origin` must serve it. */
  readonly rpcPort?: number;
}

/**
 * The HTTP ports of Hadoop 3 (`dfs.namenode.http-address`, `dfs.namenode.https-address`). Nothing in an `hdfs://` URI
 * says which HTTP port belongs to it, so the default is taken.
 */
const defaultPorts = { http: 9870, https: 9871 } as const;

/** Hadoop's URI schemes, and the protocol behind each. The port of all but `hdfs` is the HTTP port. */
const protocols: Readonly<Record<string, keyof typeof defaultPorts>> = {
  hdfs: 'http',
  webhdfs: 'http',
  swebhdfs: 'https',
  http: 'http',
  https: 'https',
};

const address = /^(?:(?<scheme>[a-z]+):\/\/)?(?<host>[^\s/:?#@[\]]+|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?\/?$/i;

function parseOne(
  text: string,
  defaultScheme: string,
): { readonly scheme: string; readonly node: NameNode } | undefined {
  const { scheme = defaultScheme, host, port } = address.exec(text)?.groups ?? {};
  const protocol = protocols[scheme.toLowerCase()];
  if (host === undefined || protocol === undefined || Number(port ?? 0) > 65_535) return undefined;
  const isRpc = scheme.toLowerCase() === 'hdfs';
  const httpPort = port === undefined || isRpc ? defaultPorts[protocol] : Number(port);
  const node = {
    origin: `${protocol}://${host}:${httpPort}`,
    ...(isRpc && port !== undefined && { rpcPort: Number(port) }),
  };
  return { scheme, node };
}

/**
 * Reads the name nodes of `text`: URIs or `host:port`, separated by commas; one without a scheme has that of the one
 * before it, the first one `defaultScheme`. Undefined when one cannot be read.
 */
export function parseNameNodes(text: string, defaultScheme: 'hdfs' | 'http'): readonly NameNode[] | undefined {
  const nodes: NameNode[] = [];
  let scheme: string = defaultScheme;
  for (const part of text.split(',')) {
    const parsed = parseOne(part.trim(), scheme);
    if (parsed === undefined) return undefined;
    scheme = parsed.scheme;
    nodes.push(parsed.node);
  }
  return nodes;
}
