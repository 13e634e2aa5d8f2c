/**
 * Options of a run that say how server and clients reach each other, and what of their
 * packets is kept.
 *
 * @module
 */

import { isIP } from "node:net";
import { formatLinkSpec } from "../link/format_link_spec.ts";
import { linkPresetsHelp } from "../link/link_presets.ts";
import { LinkError, type LinkSpec } from "../link/link_spec.ts";
import { parseLinkSpec } from "../link/parse_link_spec.ts";
import { type CommandLine, OptionError } from "./command_line.ts";
import { joinWords, splitWords } from "./command_words.ts";

/**
 * Which trials on a link are traced into the run's folder: none of them, those that an
 * experiment names, or all.
 */
export const TRACED_TRIALS = ["none", "chosen", "all"] as const;

/** One of them. */
export type TracedTrials = typeof TRACED_TRIALS[number];

/** Where clients reach the server unless told otherwise. */
export const DEFAULT_SERVER_ADDRESS = "127.0.0.1";

/** How server and clients reach each other. */
export interface NetworkOptions {
  /** An emulated link; loopback where undefined. Not together with the hosts. */
  link?: LinkSpec;
  /** Words that, before a command, run it where the server is to be; here if undefined. */
  serverHost?: string[];
  /** The same for the clients. */
  clientHost?: string[];
  /**
   * Address or host name at which clients reach the server;
   * {@linkcode DEFAULT_SERVER_ADDRESS} where undefined.
   */
  serverAddress?: string;
  /** Which trials on a link are traced. */
  trace: TracedTrials;
  /** Whether the chosen trials on loopback are captured with tcpdump. */
  capture: boolean;
}

/** What `--help` says of these options. */
export const NETWORK_OPTIONS_HELP = `\
  --link SPEC      over an emulated link instead of loopback, such as
                   "delay=10ms rate=50mbit queue=64kB loss=0.5%". Parts: delay,
                   jitter, rate, queue, loss, burst=ENTER,LEAVE[,LOSS], duplicate,
                   reorder=SHARE[,PACKETS], corrupt; mtu, ip, rules=FILE[#EXPORT].
                   "SPEC / SPEC": server to client, then client to server. Or a
                   name, which parts can follow ("wan loss=1%"):
${linkPresetsHelp(" ".repeat(21))}
  --server-host "COMMAND WORDS"  starts the server with these words before its own
                   command, such as "ip netns exec a" or "ssh host"
  --client-host "COMMAND WORDS"  the same for the clients
  --server-address ADDRESS  where clients reach the server (default
                   ${DEFAULT_SERVER_ADDRESS}); needed where the two hosts differ
  --trace WHICH    trials on a link whose packets go into the run's folder: none;
                   chosen: those that an experiment names (default); all
  --capture        on loopback: capture the chosen trials with tcpdump`;

/** Names of the options that take a value. */
export const NETWORK_OPTIONS_WITH_VALUE = [
  "link",
  "server-host",
  "client-host",
  "server-address",
  "trace",
] as const;

/** Names of the options that take none. */
export const NETWORK_OPTIONS_WITHOUT_VALUE = ["capture"] as const;

/**
 * Reads them.
 *
 * @param line A command line that knows at least these options.
 * @param readFrom Folder from which paths in `--link` count; the working directory
 * unless given.
 * @returns What was chosen.
 * @throws {OptionError} Naming the option that cannot be used.
 */
export function networkOptionsOf(
  line: CommandLine,
  readFrom?: string,
): NetworkOptions {
  if (line.given("link")) refuseBesideLink(line);
  const link = linkOption(line, readFrom);
  const serverHost = hostOption(line, "server-host");
  const clientHost = hostOption(line, "client-host");
  const serverAddress = addressOption(line);
  // at one place loopback leads from one to the other, wherever that place is
  const apart = JSON.stringify(serverHost) !== JSON.stringify(clientHost);
  if (apart && serverAddress === undefined) {
    throw new OptionError(
      "--server-address is needed where --server-host and --client-host differ: the " +
        "address at which clients reach the server, such as 10.0.0.1",
    );
  }
  return {
    ...(link === undefined ? {} : { link }),
    ...(serverHost === undefined ? {} : { serverHost }),
    ...(clientHost === undefined ? {} : { clientHost }),
    ...(serverAddress === undefined ? {} : { serverAddress }),
    trace: line.oneOf("trace", TRACED_TRIALS, "chosen"),
    capture: line.flag("capture"),
  };
}

/**
 * The options as words again, for handing them on.
 *
 * @param options The options.
 * @returns Words from which {@linkcode networkOptionsOf} reads the same options, in
 * whatever folder.
 */
export function formatNetworkOptions(options: NetworkOptions): string[] {
  const { link, serverHost, clientHost, serverAddress } = options;
  return [
    ...(link === undefined ? [] : [`--link=${formatLinkSpec(link, "url")}`]),
    ...(serverHost === undefined
      ? []
      : [`--server-host=${joinWords(serverHost)}`]),
    ...(clientHost === undefined
      ? []
      : [`--client-host=${joinWords(clientHost)}`]),
    ...(serverAddress === undefined
      ? []
      : [`--server-address=${serverAddress}`]),
    ...(options.trace === "chosen" ? [] : [`--trace=${options.trace}`]),
    ...(options.capture ? ["--capture"] : []),
  ];
}

function refuseBesideLink(line: CommandLine): void {
  for (const name of ["server-host", "client-host", "server-address"]) {
    if (!line.given(name)) continue;
    throw new OptionError(
      `--link and --${name} exclude each other: the emulated link has its own ` +
        "places for server and clients, with addresses of their own",
    );
  }
  if (line.given("capture")) {
    throw new OptionError(
      "--capture is for loopback; with --link, packets are traced: see --trace",
    );
  }
}

function linkOption(
  line: CommandLine,
  readFrom: string | undefined,
): LinkSpec | undefined {
  const text = line.value("link");
  if (text === undefined) return undefined;
  try {
    return parseLinkSpec(text, readFrom);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    throw new OptionError(`--link: ${error.message}`, { cause: error });
  }
}

function hostOption(line: CommandLine, name: string): string[] | undefined {
  const text = line.value(name);
  if (text === undefined) return undefined;
  let words;
  try {
    words = splitWords(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OptionError(`--${name}: ${error.message}`, { cause: error });
  }
  if (words[0]) return words;
  throw new OptionError(
    `--${name} needs a command that runs another one where it is to be, such as ` +
      `"ip netns exec a", not "${text}"`,
  );
}

function addressOption(line: CommandLine): string | undefined {
  const text = line.value("server-address");
  if (text === undefined || isIP(text) !== 0) return text;
  // labels of letters, digits and hyphens, the last one not all digits (RFC 1123)
  const isName =
    /^(?:[a-z\d_](?:[a-z\d_-]*[a-z\d_])?\.)*[a-z\d_-]*[a-z][a-z\d_-]*\.?$/i
      .test(text);
  if (isName) return text;
  throw new OptionError(
    "--server-address must be an IP address or a host name, without a port, such as " +
      `10.0.0.1, not "${text}"`,
  );
}
