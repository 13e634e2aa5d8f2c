/**
 * Both halves of TCP for tests: a server with books, raw clients, and servers that
 * say whatever a test wants.
 *
 * @module
 */

import { assert } from "@std/assert";
import { libc } from "../../kernel/libc.ts";
import { machineCalls } from "../../kernel/machine_calls.ts";
import { denoEngine } from "../../socket/deno_engine.ts";
import type { Engine, SocketAddress, TcpOptions } from "../../socket/engine.ts";
import { ReceiveArena } from "../book_store.ts";
import { downloadOverTcp, type TcpDownload } from "../tcp_client.ts";
import { TcpServer, type TcpServerOptions } from "../tcp_server.ts";
import { accounted, type AccountedServer } from "./accounted_server.ts";
import type { Shelf } from "./shelf.ts";

// opened before the first test, because they stay open after the last one
libc();
machineCalls();

/** Where tests listen: any free port of loopback. */
export const ANY_PORT = { hostname: "127.0.0.1", port: 0 };

/** Both socket options off. */
export const PLAIN: TcpOptions = { noDelay: false, quickAck: false };

/** Time after which a test that expects no timeout has failed, in milliseconds. */
export const PATIENT_MS = 10_000;

/**
 * Starts a TCP server.
 *
 * @param shelf Its books.
 * @param options What differs from patient and plain.
 * @returns The server; dispose of it.
 */
export function serveTcp(
  shelf: Shelf,
  options: Partial<TcpServerOptions> = {},
): AccountedServer<TcpServer> {
  return accounted((onServed) =>
    new TcpServer({
      engine: denoEngine,
      bind: ANY_PORT,
      books: shelf.books,
      tcp: PLAIN,
      pauseMicroseconds: 0,
      timeoutMs: PATIENT_MS,
      sampleTcpInfoMs: 0,
      onServed,
      ...options,
    })
  );
}

/** How a test downloads. */
export interface FetchOptions {
  /** Size of one write at the server and of one read at the client, in bytes. */
  bufferBytes?: number;
  /** How long the server may be silent, in milliseconds. */
  timeoutMs?: number;
  /** File for a book that is too large for memory. */
  spillPath?: string;
  /** How to do socket I/O. */
  engine?: Engine;
  /** How often the kernel is asked, in milliseconds. */
  sampleTcpInfoMs?: number;
}

/**
 * Downloads a book over TCP.
 *
 * @param server Where from.
 * @param index Which one.
 * @param options What differs from a buffer of 4,096 bytes and patience.
 * @returns The download; close its store.
 */
export function fetchTcp(
  server: SocketAddress,
  index: number,
  options: FetchOptions = {},
): Promise<TcpDownload> {
  return downloadOverTcp({
    engine: denoEngine,
    server,
    index,
    bufferBytes: 4_096,
    tcp: PLAIN,
    timeoutMs: PATIENT_MS,
    arena: new ReceiveArena(),
    spillPath: "/nonexistent/spill",
    sampleTcpInfoMs: 0,
    ...options,
  });
}

/** A TCP client without any manners, straight from the runtime. */
export class RawClient implements Disposable {
  #connection: Deno.TcpConn;
  #open = true;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Connects.
   *
   * @param server Where to.
   * @returns The client; dispose of it.
   */
  static async connect(server: SocketAddress): Promise<RawClient> {
    return new RawClient(
      await Deno.connect({ hostname: server.address, port: server.port }),
    );
  }

  /** The client's own port. */
  get port(): number {
    const address = this.#connection.localAddr;
    assert(address.transport === "tcp");
    return address.port;
  }

  /**
   * Sends, as far as the server lets it.
   *
   * @param what Text or bytes.
   */
  async send(what: string | Uint8Array): Promise<void> {
    const bytes = typeof what === "string"
      ? new TextEncoder().encode(what)
      : what;
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** Sends FIN. */
  async end(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Reads some bytes and leaves the rest. */
  async some(): Promise<number | null> {
    return await this.#connection.read(new Uint8Array(100));
  }

  /** Everything that comes until the server closes. */
  async all(): Promise<Uint8Array> {
    return await new Response(
      // closes the connection
      (this.#open = false, this.#connection.readable),
    ).bytes();
  }

  /** Everything that comes until the server closes, as text. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.all());
  }

  /** Closes the connection, whatever is unread. */
  [Symbol.dispose](): void {
    if (this.#open) this.#connection.close();
    this.#open = false;
  }
}

/** A server that a test has written itself. */
export interface FakeServer extends AsyncDisposable {
  /** Where it listens. */
  local: SocketAddress;
}

/**
 * Listens, and does what it is told with each connection.
 *
 * @param behave What it does; a connection is closed behind it.
 * @returns The server; dispose of it.
 */
export function fakeServer(
  behave: (connection: Deno.TcpConn) => Promise<void>,
): FakeServer {
  const listener = Deno.listen(ANY_PORT);
  const { hostname, port } = listener.addr;
  const serving = (async () => {
    for await (const connection of listener) {
      try {
        await behave(connection);
      } catch {
        // the client has gone away, which the test is about
      } finally {
        connection.close();
      }
    }
  })();
  return {
    local: { address: hostname, port },
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}
