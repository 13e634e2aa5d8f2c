/**
 * What a lab and a process that works for it say to each other: JSON Lines over the
 * process's stdin and stdout.
 *
 * The process begins with a {@linkcode Hello}. The lab sends a {@linkcode Call} a
 * line; the process answers each with a {@linkcode Reply} of the same `id`, in
 * whatever order they are ready. When its stdin ends, the process exits: so none
 * outlives its lab, however that ends.
 *
 * @module
 */

/** What a command takes and yields; both have to be what JSON can hold. */
export interface CommandTypes {
  /** What the command needs. */
  parameters: unknown;
  /** What it reports. */
  result: unknown;
}

/**
 * A table of commands by name. To be used as a bound, `Commands extends
 * CommandTable<keyof Commands>`: so a table can be an interface, too.
 */
export type CommandTable<Names extends PropertyKey> = Record<
  Names,
  CommandTypes
>;

/** What a process says of itself. */
export interface About {
  /** Version of the protocol that it speaks. */
  protocol: number;
  /** Process id, in the process's own namespace. */
  pid: number;
  /** Version of Deno there. */
  deno: string;
  /** Version of V8 there. */
  v8: string;
  /** Operating system there, as `Deno.build.os`. */
  os: string;
  /** Processor architecture there, as `Deno.build.arch`. */
  arch: string;
}

/** The first line of a process. */
export interface Hello {
  /** What the process says of itself. */
  hello: About;
}

/** A line from the lab. */
export interface Call<
  Commands extends CommandTable<keyof Commands>,
  Name extends keyof Commands = keyof Commands,
> {
  /** Number of the call; the reply repeats it. */
  id: number;
  /** The command. */
  do: Name;
  /** What it needs. */
  with: Commands[Name]["parameters"];
}

/** A failure as it crosses the pipe. */
export interface Failure {
  /** Class of the error, such as `SocketError`. */
  name: string;
  /** What a person is told. */
  message: string;
  /** Name of the errno, or empty. */
  code: string;
}

/** The answer to a call: what the command reports, if anything, or why it failed. */
export type Reply = { id: number; ok?: unknown } | {
  id: number;
  error: Failure;
};
