import { encodeFrame, FrameReader } from '../src/frame/frame-reader.js';
import { FakeServer } from './fake-server.js';

const NO_NODE = -101;

/** A ZooKeeper of one host that knows the nodes given; `-101` for every other. */
export function fakeZooKeeper(nodes: Readonly<Record<string, Buffer>>): FakeServer {
  return new FakeServer((socket) => {
    const frames = new FrameReader(1 << 20);
    let inSession = false;
    socket.on('data', (chunk) => {
      for (const frame of frames.push(chunk)) {
        if (!inSession) {
          inSession = true;
          socket.write(encodeFrame(Buffer.alloc(37)));
        } else if (frame.readInt32BE(4) === 4) {
          const path = frame.toString('utf8', 12, 12 + frame.readInt32BE(8));
          // a ping's answer may come first
          socket.write(encodeFrame(replyHeader(-2, 0)));
          socket.write(encodeFrame(readReply(frame.readInt32BE(0), nodes[path])));
        }
      }
    });
  });
}

/** What HBase puts around the message in a node. */
export function asZNode(message: Uint8Array): Buffer {
  const writer = Buffer.from('master:16000');
  const length = Buffer.alloc(4);
  length.writeInt32BE(writer.length);
  return Buffer.concat([Buffer.from([0xff]), length, writer, Buffer.from('PBUF'), message]);
}

function readReply(xid: number, data: Buffer | undefined): Buffer {
  if (!data) return replyHeader(xid, NO_NODE);
  const length = Buffer.alloc(4);
  length.writeInt32BE(data.length);
  return Buffer.concat([replyHeader(xid, 0), length, data, Buffer.alloc(68)]);
}

function replyHeader(xid: number, error: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32BE(xid, 0);
  header.writeInt32BE(error, 12);
  return header;
}
