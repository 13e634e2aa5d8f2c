/**
 * An engine of this lab as a contender: two endpoints, as in an experiment.
 *
 * @module
 */

import { join } from "@std/path";
import { Endpoint, type EndpointOptions } from "../endpoint/endpoint.ts";
import { engineMissing } from "../socket/engines.ts";
import type {
  Contender,
  ContenderKind,
  Delivery,
  OpenOptions,
  Transfer,
} from "./contender.ts";
import {
  downloadParameters,
  type EngineName,
  serveParameters,
} from "./engine_calls.ts";
import { keepOnCoreOf } from "./cores.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";

/** An engine of this lab as a contender. */
export interface EngineKind extends ContenderKind {
  /** The engine, after which the contender is named. */
  engine: EngineName;
}

/** The lab with the kernel's own calls. */
export const LIBC: EngineKind = engineKind("libc");

/** The lab with Deno's sockets. */
export const DENO: EngineKind = engineKind("deno");

/** Both engines. */
export const ENGINES: readonly EngineKind[] = [LIBC, DENO];

function engineKind(engine: EngineName): EngineKind {
  return {
    name: engine,
    engine,
    missing: () => Promise.resolve(engineMissing(engine)),
    open: (options) => EngineContender.open(engine, options),
  };
}

class EngineContender implements Contender {
  readonly #engine: EngineName;
  readonly #path: string;
  readonly #spillPath: string;
  readonly #server: Endpoint;
  readonly #client: Endpoint;

  private constructor(
    engine: EngineName,
    paths: { content: string; spill: string },
    endpoints: { server: Endpoint; client: Endpoint },
  ) {
    this.#engine = engine;
    this.#path = paths.content;
    this.#spillPath = paths.spill;
    this.#server = endpoints.server;
    this.#client = endpoints.client;
  }

  static async open(
    engine: EngineName,
    { content, scratch, signal }: OpenOptions,
  ): Promise<EngineContender> {
    const spill = join(scratch, `.${engine}.part`);
    const server = await startEndpoint(`server (${engine})`, signal, {
      read: [content.path],
    });
    let client: Endpoint | undefined;
    try {
      client = await startEndpoint(`client (${engine})`, signal, {
        read: [spill],
        write: [spill],
      });
      keepOnCoreOf("server", server.about.pid);
      keepOnCoreOf("client", client.about.pid);
      const paths = { content: content.path, spill };
      return new EngineContender(engine, paths, { server, client });
    } catch (error) {
      await client?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const { transport, bufferBytes, bytes } = transfer;
    const engine = this.#engine;
    const { server, address } = await this.#server.call(
      "serve",
      serveParameters({
        engine,
        transport,
        content: { path: this.#path, bytes },
        bufferBytes,
        rateBytesPerSecond: transfer.rateBytesPerSecond,
      }),
    );
    try {
      const report = await this.#client.call(
        "download",
        downloadParameters({
          engine,
          transport,
          server: address,
          bufferBytes,
          bytes,
          spillPath: this.#spillPath,
        }),
      );
      const lossless = report.receivedBytes === bytes &&
        report.receivedSha256 === report.announcedSha256;
      if (transport === "tcp" && !lossless) {
        throw new PeerError(
          `${engine} delivered ${report.receivedBytes} of ${bytes} bytes, or wrong ones`,
        );
      }
      return {
        deliveredBytes: report.receivedBytes,
        seconds: report.seconds,
        connectSeconds: report.connectSeconds ?? 0,
        lossless,
      };
    } finally {
      await this.#server.call("stop", { server });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

/**
 * Starts an endpoint that ends with the benchmark.
 *
 * @param name What it is called in messages.
 * @param signal Kills it.
 * @param rights Files that it may read and write, if any.
 * @returns The endpoint; dispose of it.
 * @throws {EndpointError} Where it does not start.
 */
export async function startEndpoint(
  name: string,
  signal: AbortSignal,
  rights: Pick<EndpointOptions, "read" | "write"> = {},
): Promise<Endpoint> {
  signal.throwIfAborted();
  const endpoint = await Endpoint.start({ name, ...rights });
  const end = () => endpoint.kill();
  signal.addEventListener("abort", end);
  endpoint.ended.catch(() => signal.removeEventListener("abort", end));
  return endpoint;
}
