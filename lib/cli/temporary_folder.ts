/**
 * For tests: a folder of their own.
 *
 * @module
 */

import { join } from "@std/path";

/** A folder that is removed at the end of a `using` block. */
export class TemporaryFolder implements Disposable {
  /** The folder, without symbolic links in its path. */
  readonly path: string = Deno.realPathSync(
    Deno.makeTempDirSync({ prefix: "transport-lab-test-" }),
  );

  /**
   * A path in the folder.
   *
   * @param names Of folders and a file that need not be there.
   * @returns The path.
   */
  join(...names: string[]): string {
    return join(this.path, ...names);
  }

  /**
   * Writes a file.
   *
   * @param name Of the file, with the folders before it, which are made.
   * @param content What it is to hold.
   * @returns Its path.
   */
  write(name: string, content: string | Uint8Array): string {
    const path = this.join(name);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  /**
   * What is there, hidden files included.
   *
   * @param name A folder inside it, or nothing for itself.
   * @returns Names, sorted.
   */
  list(name = ""): string[] {
    return [...Deno.readDirSync(this.join(name))].map(({ name }) => name)
      .sort();
  }

  /** Removes it with all that is in it. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
