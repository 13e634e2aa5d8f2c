/**
 * The engine `libc`: the kernel's own calls, through Deno's foreign function interface.
 * What a program written in C would do, with as little as possible in between.
 *
 * @module
 */

import { libcMissing } from "../kernel/libc.ts";
import type {
  BindOptions,
  Engine,
  SocketAddress,
  Soon,
  TcpListener,
  TcpOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from "./engine.ts";
import { connectTcp, LibcTcpListener } from "./libc_tcp.ts";
import { LibcUdpSocket } from "./libc_udp.ts";
import { readiness } from "./readiness.ts";
import { SocketError } from "./socket_error.ts";

/** Linux system calls as an {@linkcode Engine}. Linux on x86-64 and arm64. */
export const libcEngine: Engine = {
  name: "libc",

  missing: libcMissing,

  listenTcp(bind: BindOptions, options: TcpOptions): TcpListener {
    try {
      return new LibcTcpListener(bind, options);
    } catch (error) {
      throw new SocketError("listen on tcp", toAddress(bind), error);
    }
  },

  async connectTcp(to: SocketAddress, options: TcpOptions): Promise<TcpStream> {
    try {
      return await connectTcp(to, options);
    } catch (error) {
      throw new SocketError("connect to tcp", to, error);
    }
  },

  bindUdp(bind: BindOptions, options: UdpOptions = {}): UdpSocket {
    try {
      return new LibcUdpSocket(bind, options);
    } catch (error) {
      if (error instanceof SocketError) throw error;
      throw new SocketError("bind udp", toAddress(bind), error);
    }
  },

  sleepUntil(deadlineMs: number): Soon<void> {
    return readiness.sleepUntil(deadlineMs);
  },
};

function toAddress(bind: BindOptions): SocketAddress {
  return { address: bind.hostname, port: bind.port };
}
