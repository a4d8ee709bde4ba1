import { Client, credentials, Metadata, type ClientDuplexStream, type ClientReadableStream } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';

/** Messages of any size: what a bundle carries is bounded where it is made. */
export const unlimitedMessages = {
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
} as const;

/** A remote method as its caller sees it. */
type Method<Request, Response> = MethodDefinition<Request, never, unknown, Response>;

/** A connection to one address of the engine; not encrypted, as Beam's services are. */
export class Connection {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  /** @param workerId said with every call where the engine has several workers */
  constructor(address: string, workerId?: string) {
    this.#client = new Client(address, credentials.createInsecure(), unlimitedMessages);
    if (workerId !== undefined) this.#metadata.set('worker_id', workerId);
  }

  /** @param deadlineMs the call fails after this time; default never */
  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    deadlineMs = Infinity,
  ): Promise<Response> {
    const { path, requestSerialize, responseDeserialize } = method;
    const options = Number.isFinite(deadlineMs) ? { deadline: Date.now() + deadlineMs } : {};
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        this.#metadata,
        options,
        (error, response) => {
          if (error) reject(error);
          else resolve(response as Response);
        },
      );
    });
  }

  open<Request, Response>(method: Method<Request, Response>): ClientDuplexStream<Request, Response> {
    return this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      this.#metadata,
    );
  }

  listen<Request, Response>(method: Method<Request, Response>, request: Request): ClientReadableStream<Response> {
    const { path, requestSerialize, responseDeserialize } = method;
    return this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, this.#metadata);
  }

  close(): void {
    this.#client.close();
  }
}
