/**
 * Proof that a UDP client can receive at the address it sends from.
 *
 * Anybody can write anybody's address on a datagram. A server that answers a
 * ten-byte request with a book would send that book wherever a liar points it. So
 * it first sends a token to the address, and a book only to whoever repeats it
 * (RFC 9000, 8.1, is the model); before that at most three times what it received.
 *
 * @module
 */

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { SocketAddress } from "../socket/engine.ts";

/** To an address that has proved nothing, at most this times the bytes that came from it. */
export const AMPLIFICATION_LIMIT = 3;

/** How long a token is good: from one to two of these. */
const PERIOD_MS = 30_000;

/** 64 bits, in hex. Short, so that the answer to the shortest request stays within the limit. */
const TOKEN_CHARACTERS = 16;

/** Makes and checks tokens; it remembers no client. */
export class AddressTokens {
  #secret = randomBytes(32);

  /**
   * The token for an address.
   *
   * @param address The client's.
   * @returns Sixteen hexadecimal digits.
   */
  tokenFor(address: SocketAddress): string {
    return this.#sign(address, this.#period());
  }

  /**
   * Whether a token was given to this address not long ago.
   *
   * @param address Where the request came from.
   * @param token What it brought.
   */
  proves(address: SocketAddress, token: string): boolean {
    if (token.length !== TOKEN_CHARACTERS) return false;
    const given = new TextEncoder().encode(token);
    if (given.length !== TOKEN_CHARACTERS) return false;
    const now = this.#period();
    return [now, now - 1].some((period) =>
      timingSafeEqual(
        given,
        new TextEncoder().encode(this.#sign(address, period)),
      )
    );
  }

  #period(): number {
    return Math.floor(Date.now() / PERIOD_MS);
  }

  #sign({ address, port }: SocketAddress, period: number): string {
    return createHmac("sha256", this.#secret).update(
      `${address} ${port} ${period}`,
    )
      .digest("hex").slice(0, TOKEN_CHARACTERS);
  }
}
