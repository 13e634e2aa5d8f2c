/**
 * What tests have programs on the hosts of a link do.
 *
 * @module
 */

/** Where to send something. */
export interface PeerAddress {
  /** IPv4 or IPv6 address. */
  hostname: string;
  /** Port. */
  port: number;
}

/** Every command of a peer. */
export interface PeerCommands {
  /** Opens its UDP socket, and collects what comes to it. */
  bind: { parameters: { hostname: string }; result: { port: number } };
  /** Sends datagrams from it; each begins with its number, from 0, in 32 bits. */
  send: {
    parameters: { to: PeerAddress; count: number; bytes: number };
    result: { bytes: number };
  };
  /** Waits until nothing has come for a while, then tells what has, and forgets it. */
  collected: {
    parameters: {
      quietMs: number;
      /** When so many datagrams have come, there is nothing to wait for. */
      expected?: number;
    };
    result: {
      /** Numbers of the datagrams in the order in which they came. */
      numbers: number[];
      /** Bytes of all of them. */
      bytes: number;
    };
  };
  /** Accepts one TCP connection, reads it to its end, and sends back how much came. */
  serve: { parameters: { hostname: string }; result: { port: number } };
  /** Sends bytes over a TCP connection, and tells what the server says has come. */
  upload: {
    parameters: { to: PeerAddress; bytes: number };
    result: { counted: number };
  };
  /** Tries to connect by TCP. */
  reaches: { parameters: PeerAddress; result: { answer: string } };
}
