/**
 * Sockets for tests of an engine, always closed behind the test, and what is sent over
 * them.
 *
 * @module
 */

import { assert, assertRejects } from "@std/assert";
import { libcMissing } from "../../kernel/libc.ts";
import type {
  Engine,
  TcpListener,
  TcpOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from "../engine.ts";
import { SocketError } from "../socket_error.ts";

/** Any free port of loopback. */
export const ANY_PORT = { hostname: "127.0.0.1", port: 0 };

/** Nothing switched on. */
export const PLAIN: TcpOptions = { noDelay: false, quickAck: false };

/** Largest UDP payload over IPv4 (RFC 768, RFC 791). */
export const LARGEST_PAYLOAD_BYTES = 65_507;

/** Enough to fill the buffers of both ends of a loopback connection several times. */
export const MORE_THAN_THE_KERNEL_HOLDS_BYTES = 16 * 1024 * 1024;

/**
 * Name of a test.
 *
 * @param engine The engine that is tested.
 * @param what What is claimed.
 * @returns Both.
 */
export function testName(engine: Engine, what: string): string {
  return `engine ${engine.name}: ${what}`;
}

/**
 * For a test that asks the kernel about a socket: it is ignored where that cannot be.
 *
 * @param name The test's name.
 * @returns Name, with the reason where there is one, and whether to ignore it.
 */
export function needsLibc(name: string): { name: string; ignore: boolean } {
  const missing = libcMissing();
  return missing === undefined
    ? { name, ignore: false }
    : { name: `${name} (skipped: ${missing})`, ignore: true };
}

/**
 * Whether this machine has IPv6 loopback; some containers have not.
 *
 * @returns True where `::1` can be bound.
 */
export function hasIpv6Loopback(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

/** Both ends of one connection. */
export interface Pair {
  /** The end that connected. */
  client: TcpStream;
  /** The end that was accepted. */
  server: TcpStream;
}

/** How the ends of a pair are set. */
export interface PairOptions {
  /** Of both ends, where nothing else is said. */
  both?: Partial<TcpOptions>;
  /** Of the client's end. */
  client?: Partial<TcpOptions>;
  /** Of the server's end. */
  server?: Partial<TcpOptions>;
  /** Where the server listens. */
  hostname?: string;
}

/**
 * Uses both ends of a connection and closes them.
 *
 * @param engine Of both.
 * @param use What to do.
 * @param options How they are set.
 */
export async function withPair(
  engine: Engine,
  use: (pair: Pair) => Promise<void> | void,
  options: PairOptions = {},
): Promise<void> {
  const { hostname = "127.0.0.1", both } = options;
  const listener = engine.listenTcp(
    { hostname, port: 0 },
    { ...PLAIN, ...both, ...options.server },
  );
  const [client, server] = await Promise.all([
    engine.connectTcp(listener.local, {
      ...PLAIN,
      ...both,
      ...options.client,
    }),
    accepted(listener),
  ]);
  try {
    await use({ client, server });
  } finally {
    client.close();
    server.close();
    listener.close();
  }
}

/**
 * The next connection.
 *
 * @param listener Still open.
 */
export async function accepted(listener: TcpListener): Promise<TcpStream> {
  const stream = await listener.accept();
  assert(stream !== undefined);
  return stream;
}

/**
 * Bytes that differ from their neighbours, so that a shifted copy is noticed.
 *
 * @param bytes How many.
 */
export function numbered(bytes: number): Uint8Array {
  const numbers = new Uint8Array(bytes);
  for (let index = 0; index < bytes; index++) numbers[index] = index % 251;
  return numbers;
}

/**
 * Sends everything.
 *
 * @param stream Where to.
 * @param bytes What.
 * @throws {SocketError} Where the connection breaks.
 */
export async function sendAll(
  stream: TcpStream,
  bytes: Uint8Array,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    const taken = await stream.write(bytes.subarray(sent));
    assert(
      taken >= 1 && taken <= bytes.length - sent,
      `write returned ${taken} of ${bytes.length - sent}`,
    );
    sent += taken;
  }
}

/**
 * Receives up to the end of the stream.
 *
 * @param stream Where from.
 * @param bufferBytes Size of each read, at most.
 * @throws {SocketError} Where the connection breaks.
 */
export async function receiveAll(
  stream: TcpStream,
  bufferBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(bufferBytes);
  while (true) {
    const received = await stream.read(buffer);
    if (received === null) break;
    assert(received >= 1 && received <= bufferBytes, `read ${received} bytes`);
    chunks.push(buffer.slice(0, received));
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/**
 * A port where nothing listens: one that the kernel has just given and got back.
 *
 * @param engine Which engine.
 */
export function freePort(engine: Engine): number {
  const listener = engine.listenTcp(ANY_PORT, PLAIN);
  listener.close();
  return listener.local.port;
}

/**
 * Has the server send RST. Closing a socket that holds unread data does (RFC 1122,
 * 4.2.2.13), but an engine may say FIN just before; so the server is made to have
 * more to send than fits, and its FIN cannot leave ahead of that.
 *
 * @param pair Both ends.
 */
export async function reset({ client, server }: Pair): Promise<void> {
  await sendAll(client, numbered(10));
  const blocked = assertRejects(
    () => sendAll(server, new Uint8Array(MORE_THAN_THE_KERNEL_HOLDS_BYTES)),
    SocketError,
  );
  await settled();
  server.close();
  await blocked;
}

/** Long enough for a call that was just made to be waiting in the kernel; any time is. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/**
 * Uses two UDP sockets and closes them.
 *
 * @param engine Of both.
 * @param use What to do.
 * @param options Of the second one, and where both are bound.
 */
export async function withSockets(
  engine: Engine,
  use: (one: UdpSocket, other: UdpSocket) => Promise<void> | void,
  options: UdpOptions & { hostname?: string } = {},
): Promise<void> {
  const { hostname = "127.0.0.1", ...ofOther } = options;
  const one = engine.bindUdp({ hostname, port: 0 });
  const other = engine.bindUdp({ hostname, port: 0 }, ofOther);
  try {
    await use(one, other);
  } finally {
    one.close();
    other.close();
  }
}
