/**
 * What a small program prints, for descriptions that go on without it.
 *
 * @module
 */

/**
 * Runs a program that ends by itself, and collects its output.
 *
 * @param command Name or path of the program.
 * @param options Its arguments, and variables to add to its environment.
 * @returns What it wrote to stdout; `null` when it may not be run (no
 * `--allow-run` for it; nobody is asked), is not installed, or failed.
 */
export async function programOutput(
  command: string,
  options: { args: string[]; env?: Record<string, string> },
): Promise<string | null> {
  const permission = await Deno.permissions.query({ name: "run", command });
  if (permission.state !== "granted") return null;
  try {
    const { success, stdout } = await new Deno.Command(command, {
      ...options,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch (error) {
    const expected = [
      Deno.errors.NotFound,
      // Found, but no program that this user may start.
      Deno.errors.PermissionDenied,
      // Deno's own refusal, such as for LD_PRELOAD beside a limited --allow-run.
      Deno.errors.NotCapable,
    ];
    if (expected.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}
