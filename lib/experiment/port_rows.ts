/**
 * The pair of addresses and ports of every connection of a trial.
 *
 * @module
 */

import type { EndOfSocket, PortRow, TransferRecord } from "./record.ts";

/**
 * The pairs of a trial's connections, for `ports.csv`.
 *
 * @param transfers Records in the order in which the clients came.
 * @param clients Clients that were active at the same time.
 * @returns A row each.
 */
export function portRows(
  transfers: TransferRecord[],
  clients: number,
): PortRow[] {
  return transfers.map((
    { transport, book, client, server, server_view },
    sequence,
  ) => ({
    transport,
    sequence,
    client_address: client.address,
    client_port: client.port,
    server_address: server.address,
    server_port: server.port,
    clients,
    book,
    ...(server_view === undefined ? {} : {
      pair_agrees: isSameEnd(client, server_view.client) &&
        isSameEnd(server, server_view.server),
    }),
  }));
}

/** Whether two views of an end agree; the process id may be unknown to the other side. */
function isSameEnd(one: EndOfSocket, other: EndOfSocket): boolean {
  return one.address === other.address && one.port === other.port;
}
