/**
 * The requests of the wire: one line of text, the same over TCP and UDP.
 *
 * ```text
 * LIST                                       the catalogue
 * GET <index> <bufferBytes>                  one book
 * EXCHANGE <count> <request> <response>      request–response, TCP only (bytes)
 * ```
 *
 * Over UDP a token follows, which proves that the address is real, and spaces
 * may follow as padding.
 *
 * @module
 */

import { nameFromWire } from "../corpus/wire_name.ts";

/** Longest request line, in bytes, with its newline. */
export const LONGEST_REQUEST_BYTES = 256;

/** Largest buffer of a TCP transfer, in bytes. */
export const LARGEST_TCP_BUFFER_BYTES = 16 * 1024 * 1024;

/** Largest UDP payload over IPv4: 65,535 less 20 of IP (RFC 791) and 8 of UDP (RFC 768). */
export const LARGEST_DATAGRAM_BYTES = 65_507;

/** Largest message of a request–response exchange, in bytes. */
export const LARGEST_MESSAGE_BYTES = 16 * 1024 * 1024;

/** What a client asks for. */
export type Request =
  | { kind: "list"; token: string }
  | { kind: "get"; index: number; bufferBytes: number; token: string }
  | {
    kind: "exchange";
    count: number;
    requestBytes: number;
    responseBytes: number;
    token: string;
  };

/** A request that cannot be understood or served; the message goes to the client. */
export class RequestError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "RequestError";
}

/** What a request may ask for. */
export interface RequestLimits {
  /** Number of books; the highest index is one less. */
  books: number;
  /** Largest `bufferBytes`. */
  largestBufferBytes: number;
}

/** At most this much of a strange request is repeated in the answer. */
const QUOTED_CHARACTERS = 40;

function quoted(text: string): string {
  const shown = text.length > QUOTED_CHARACTERS
    ? `${text.slice(0, QUOTED_CHARACTERS)}…`
    : text;
  return JSON.stringify(shown);
}

function wholeNumber(
  word: string | undefined,
  what: string,
  lowest: number,
  highest: number,
) {
  if (word === undefined || !/^\d{1,12}$/.test(word)) {
    throw new RequestError(
      `${what} must be a whole number, not ${quoted(word ?? "")}`,
    );
  }
  const value = Number(word);
  if (value < lowest || value > highest) {
    throw new RequestError(
      `${what} must be ${lowest} to ${highest}, not ${value}`,
    );
  }
  return value;
}

/**
 * Reads one request line.
 *
 * @param line The line, with or without its newline and padding.
 * @param limits What may be asked for.
 * @returns The request.
 * @throws {RequestError} With a message for whoever sent it.
 */
export function parseRequest(line: string, limits: RequestLimits): Request {
  const words = line.trim().split(/ +/);
  switch (words[0]) {
    case "LIST":
      return { kind: "list", token: words[1] ?? "" };
    case "GET": {
      if (limits.books === 0) throw new RequestError("the server has no books");
      return {
        kind: "get",
        index: wholeNumber(words[1], "index", 0, limits.books - 1),
        bufferBytes: wholeNumber(
          words[2],
          "bufferBytes",
          1,
          limits.largestBufferBytes,
        ),
        token: words[3] ?? "",
      };
    }
    case "EXCHANGE":
      return {
        kind: "exchange",
        count: wholeNumber(words[1], "count", 1, 1_000_000),
        requestBytes: wholeNumber(
          words[2],
          "request",
          1,
          LARGEST_MESSAGE_BYTES,
        ),
        responseBytes: wholeNumber(
          words[3],
          "response",
          1,
          LARGEST_MESSAGE_BYTES,
        ),
        token: words[4] ?? "",
      };
    default:
      throw new RequestError(
        `unknown request ${
          quoted(words[0] ?? "")
        }; known: LIST, GET <index> <bufferBytes>`,
      );
  }
}

/**
 * Writes a `GET` line.
 *
 * @param index Number of the book, from 0.
 * @param bufferBytes Size of one write, over UDP of one datagram's share of the book.
 * @param token UDP: the token that the server gave.
 * @returns The line with its newline, as bytes.
 */
export function formatGet(
  index: number,
  bufferBytes: number,
  token = "",
): Uint8Array {
  return line(
    token === ""
      ? `GET ${index} ${bufferBytes}`
      : `GET ${index} ${bufferBytes} ${token}`,
  );
}

/**
 * One line as bytes.
 *
 * @param text Without the newline.
 * @returns UTF-8 with the newline.
 */
export function line(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

/** The server's announcement of a book. */
export interface BookAnnouncement {
  /** Its name; it can be that of a file, and is anybody's word. */
  name: string;
  /** Bytes that will be sent. */
  bytes: number;
  /** SHA-256 of those bytes, in hex. */
  sha256: string;
  /** What follows the digest; UDP has the transfer and the datagrams' share there. */
  rest: string[];
}

/**
 * Reads a server's answer to `GET`.
 *
 * @param text The line, with or without its newline.
 * @returns The announcement.
 * @throws {RequestError} With the server's own words where it answered `ERROR`,
 * and where the answer is not one of this wire.
 */
export function parseAnnouncement(text: string): BookAnnouncement {
  const words = text.trimEnd().split(" ");
  if (words[0] === "ERROR") {
    throw new RequestError(`the server refuses: ${words.slice(1).join(" ")}`);
  }
  const [verb, field, bytes, sha256, ...rest] = words;
  const name = decodedName(field);
  if (
    verb !== "BOOK" || name === undefined ||
    !/^\d{1,15}$/.test(bytes ?? "") ||
    !/^[0-9a-f]{64}$/.test(sha256 ?? "")
  ) {
    throw new RequestError(
      `the server's answer is not understood: ${
        quoted(text)
      }; is it a transport-lab server?`,
    );
  }
  return { name, bytes: Number(bytes), sha256: sha256!, rest };
}

/** The name, unless it is none that a file can have. */
function decodedName(field: string | undefined): string | undefined {
  try {
    return nameFromWire(field ?? "");
  } catch {
    return undefined;
  }
}
