/**
 * A server for tests, with the accounts that it gives.
 *
 * @module
 */

import type { Served } from "../served.ts";

/** A running server with the accounts that it gave. */
export interface AccountedServer<Server> extends AsyncDisposable {
  /** The server. */
  server: Server;
  /** In the order in which they came. */
  served: Served[];
  /**
   * Waits until there are so many accounts.
   *
   * @param count How many.
   */
  accounts(count: number): Promise<Served[]>;
}

/**
 * Starts a server and collects its accounts, so that a test can wait for them.
 *
 * @param start Starts it with the hook that it is to call.
 * @returns The server; dispose of it.
 */
export function accounted<Server extends { close(): Promise<void> }>(
  start: (onServed: (account: Served) => void) => Server,
): AccountedServer<Server> {
  const served: Served[] = [];
  let wake = () => {};
  const server = start((account) => {
    served.push(account);
    wake();
  });
  return {
    server,
    served,
    async accounts(count: number): Promise<Served[]> {
      while (served.length < count) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return served;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
