/**
 * The stand-ins stay exchangeable with the published packages: `deno.json`
 * names the published ones, `links` puts folders of `lib/std` in their place,
 * and the code knows neither which of the two it gets nor where they are.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join, relative, SEPARATOR, toFileUrl } from "@std/path";

/** The part of a `deno.json` that matters here. */
interface Configuration {
  name?: string;
  version?: string;
  exports?: Record<string, string>;
  imports?: Record<string, string>;
  links?: string[];
}

/** One `import … from "…"` or `import("…")` of a file. */
interface Import {
  /** The file, relative to the project. */
  file: string;
  /** What stands in quotation marks. */
  specifier: string;
  /** The imported values; types leave no trace at run time. */
  values: string[];
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const { imports = {}, links = [] } = await readConfiguration(ROOT);
const packages = Object.keys(imports).filter((name) =>
  name.startsWith("@std/")
);

Deno.test("every @std import is a range of versions on JSR", () => {
  for (const name of packages) {
    assertMatch(imports[name] ?? "", /^jsr:@std\/\w+@\^[1-9]\d*\.\d+\.\d+$/);
    assert(imports[name]?.startsWith(`jsr:${name}@`), imports[name]);
  }
});

Deno.test({
  name: "every @std import has a link with a version that fits",
  ignore: links.length === 0,
  async fn() {
    // An absolute path would be one of this machine only.
    for (const link of links) assertMatch(link, /^\.\/lib\/std\/\w+$/);
    const linked = await Promise.all(
      links.map((link) => readConfiguration(join(ROOT, link))),
    );
    assertEquals(
      linked.map(({ name }) => name).toSorted(),
      packages.toSorted(),
    );
    for (const { name = "", version = "" } of linked) {
      assert(
        fits(version, imports[name] ?? ""),
        `${name} ${version} does not fit ${
          imports[name]
        }: change the version in its deno.json`,
      );
    }
  },
});

Deno.test({
  name: "every link exports what the project imports",
  ignore: links.length === 0,
  async fn(t) {
    const all = await importsOfProject();
    for (const link of links) {
      const folder = join(ROOT, link);
      const { name, exports = {} } = await readConfiguration(folder);
      assertEquals(Object.keys(exports), ["."]);
      const file = toFileUrl(join(folder, exports["."] ?? ""));
      const exported = Object.keys(await import(file.href));
      await t.step(`${name}`, () => {
        const missing = all.filter(({ specifier }) => specifier === name)
          .flatMap(({ file, values }) =>
            values.filter((value) => !exported.includes(value))
              .map((value) => `${value} (in ${file})`)
          );
        assertEquals(missing, []);
      });
    }
  },
});

Deno.test("the packages are imported by their names only", async () => {
  const wrong = (await importsOfProject()).filter(({ file, specifier }) =>
    specifier.startsWith("jsr:") ||
    specifier.startsWith("@std/") && !packages.includes(specifier) ||
    isInside("lib/std", specifier, file) && !file.startsWith("lib/std/")
  );
  assertEquals(wrong, []);
});

Deno.test("a version fits a caret range if only its smaller parts are greater", () => {
  const range = "jsr:@std/csv@^1.2.3";
  assert(
    ["1.2.3", "1.2.10", "1.10.0"].every((version) => fits(version, range)),
  );
  assert(
    ["1.2.2", "1.1.9", "2.2.3", "0.9.9", ""].every((version) =>
      !fits(version, range)
    ),
  );
});

async function readConfiguration(folder: string): Promise<Configuration> {
  return JSON.parse(await Deno.readTextFile(join(folder, "deno.json")));
}

/** Whether a version is in a caret range (https://semver.org), from version 1 on. */
function fits(version: string, range: string): boolean {
  const wanted = range.split("@^").at(-1)?.split(".").map(Number) ?? [];
  const given = version.split(".").map(Number);
  const differing = wanted.findIndex((part, index) => part !== given[index]);
  if (differing < 0) return true;
  return differing > 0 && (given[differing] ?? 0) > (wanted[differing] ?? 0);
}

async function importsOfProject(): Promise<Import[]> {
  const files = (await Promise.all(
    ["lib", "experiments"].map((room) => scriptsIn(join(ROOT, room))),
  )).flat();
  return (await Promise.all(files.map(importsOf))).flat();
}

async function scriptsIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const files = await Promise.all(entries.map(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return scriptsIn(path);
    return name.endsWith(".ts") ? [path] : [];
  }));
  return files.flat();
}

async function importsOf(path: string): Promise<Import[]> {
  const text = await Deno.readTextFile(path);
  const file = relative(ROOT, path).replaceAll(SEPARATOR, "/");
  const statements = text.matchAll(
    /^(?:import|export)\s(?<clause>[^"]*?)\s*(?:from\s)?"(?<static>[^"\n]+)"|\bimport\("(?<dynamic>[^"\n]+)"\)/gm,
  );
  return statements.map(({ groups = {} }) => ({
    file,
    specifier: groups.static ?? groups.dynamic ?? "",
    values: valuesOf(groups.clause ?? ""),
  })).toArray();
}

/** The values among `{ a, type B, c as d }`. */
function valuesOf(clause: string): string[] {
  if (clause.startsWith("type ")) return [];
  const names = /\{(?<names>.*)\}/s.exec(clause)?.groups?.names ?? "";
  return names.split(",")
    .map((name) => name.trim().split(/\s+as\s+/)[0] ?? "")
    .filter((name) => name !== "" && !name.startsWith("type "));
}

/** Whether a relative specifier in a file leads into a folder of the project. */
function isInside(folder: string, specifier: string, file: string): boolean {
  if (!specifier.startsWith(".")) return false;
  const target = new URL(specifier, toFileUrl(join(ROOT, file)));
  return target.href.startsWith(toFileUrl(join(ROOT, folder)).href + "/");
}
