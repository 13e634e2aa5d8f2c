import { assertEquals } from "@std/assert";
import { linkMissing } from "../link/link_missing.ts";
import { linkOf } from "../link/link_spec.ts";
import { ownRule } from "../link/rules.ts";
import {
  type AskedPath,
  pathName,
  PathPlan,
  type PlannedPath,
} from "./path_plan.ts";

type Levels = { transport: ["tcp", "udp"]; delayMs: [0, 10] };

/** A run that asks for nothing. */
const NOTHING: AskedPath = { trace: "chosen", capture: false };

const LINK = linkOf({ both: { delayMs: 5 }, rules: [] });

/** Ways of asking for a path, with what the records call it. */
const ASKED: Record<string, [asked: Partial<AskedPath>, name: string]> = {
  "no path": [{}, "loopback"],
  "a link": [{ link: LINK }, "delay=5ms"],
  "a host for the server": [{ serverHost: ["env"] }, "hosts"],
  "a host for the clients": [{ clientHost: ["env"] }, "hosts"],
  "an address of the server": [{ serverAddress: "127.0.0.2" }, "hosts"],
};

function planOf(
  planned: PlannedPath<Levels>,
  asked: Partial<AskedPath> = {},
): PathPlan<Levels> {
  return new PathPlan(planned, { ...NOTHING, ...asked });
}

const OWN_LINK: PlannedPath<Levels> = {
  link: ({ delayMs }) => ({ both: { delayMs } }),
};

for (const [name, [asked, called]] of Object.entries(ASKED)) {
  Deno.test(`a run that asks for ${name} is called "${called}"`, () => {
    assertEquals(pathName({ ...NOTHING, ...asked }), called);
    const plan = planOf({}, asked);
    const link = plan.linkOf({ transport: "tcp", delayMs: 0 });
    assertEquals(link, asked.link);
    assertEquals(plan.nameOf(link), called);
    assertEquals(plan.isLoopback, called === "loopback");
    assertEquals(plan.isLink, asked.link !== undefined);
  });
}

Deno.test("an experiment with links of its own has one by condition", () => {
  const plan = planOf(OWN_LINK);
  assertEquals([plan.isLink, plan.isLoopback], [true, false]);
  const names = ([0, 10] as const).map((delayMs) =>
    plan.nameOf(plan.linkOf({ transport: "udp", delayMs }))
  );
  assertEquals(names, ["ideal", "delay=10ms"]);
});

Deno.test("an experiment that knows its path is not run over another, and says what would help", async () => {
  const about: PlannedPath<Levels> = {
    onlyOverLoopback: "a link has no shared memory",
  };
  for (const [asked, called] of Object.values(ASKED)) {
    const remedy = `run it without ${
      called === "hosts"
        ? "--server-host, --client-host and --server-address"
        : "--link"
    }`;
    const refuses = called !== "loopback";
    assertEquals(
      await planOf(about, asked).missing(),
      refuses
        ? {
          reason: "it is about loopback: a link has no shared memory",
          remedy,
        }
        : undefined,
    );
    assertEquals(
      await planOf(OWN_LINK, asked).missing(),
      refuses
        ? { reason: "it has links of its own", remedy }
        : await linkMissing(),
    );
  }
});

Deno.test("an experiment that takes any path is run where there can be one", async () => {
  for (const [asked] of Object.values(ASKED)) {
    assertEquals(
      await planOf({}, asked).missing(),
      asked.link === undefined ? undefined : await linkMissing(),
    );
  }
});

Deno.test("a lab is told of the path", () => {
  assertEquals(planOf({}).ofLab(), {});
  assertEquals(planOf(OWN_LINK).ofLab(), {
    path: { kind: "link", rules: [], prefix: false },
  });
  const rules = [{ module: "file:///over%20there/a.ts", name: "drop" }, {
    ...ownRule("dropFirstSyns", { count: 1 }),
  }].map((rule) => ({ parameters: null, ...rule }));
  assertEquals(planOf({}, { link: { ...LINK, rules } }).ofLab(), {
    path: {
      kind: "link",
      rules: ["/over there", new URL("../link", import.meta.url).pathname],
      prefix: true,
    },
  });
  assertEquals(planOf({}, { serverHost: ["ssh", "a"] }).ofLab(), {
    path: {
      kind: "hosts",
      server: ["ssh", "a"],
      client: [],
      serverAddress: "127.0.0.1",
    },
  });
  assertEquals(
    planOf({}, { clientHost: ["ssh", "b"], serverAddress: "::1" }).ofLab(),
    {
      path: {
        kind: "hosts",
        server: [],
        client: ["ssh", "b"],
        serverAddress: "::1",
      },
    },
  );
});

Deno.test("what is captured is loopback, where that is asked for", () => {
  assertEquals(planOf({}, { capture: true }).isCaptured, true);
  assertEquals(planOf({}).isCaptured, false);
  assertEquals(planOf(OWN_LINK, { capture: true }).isCaptured, false);
  assertEquals(
    planOf({}, { capture: true, serverHost: ["env"] }).isCaptured,
    false,
  );
});

Deno.test("chosen trials are the first measured ones of the conditions that are named", () => {
  const plan = planOf({
    traced: [{ transport: "tcp", delayMs: 10 }, { transport: "udp" }],
  });
  const measured = { block: 1, twinOf: undefined };
  const traced = (["tcp", "udp"] as const).map((transport) =>
    ([0, 10] as const).map((delayMs) =>
      plan.isTraced({ transport, delayMs }, measured)
    )
  );
  assertEquals(traced, [[false, true], [true, true]]);
  const udp = { transport: "udp", delayMs: 0 } as const;
  assertEquals(plan.isTraced(udp, { ...measured, block: 0 }), false);
  assertEquals(plan.isTraced(udp, { ...measured, block: 2 }), false);
  assertEquals(plan.isTraced(udp, { ...measured, twinOf: "x" }), false);
  assertEquals(planOf({}).isTraced(udp, measured), false);
  assertEquals(planOf({ traced: [{}] }).isTraced(udp, measured), true);
});

Deno.test("--trace takes all trials, the warm-up and the twin included, or none", () => {
  const planned: PlannedPath<Levels> = { traced: [{ transport: "tcp" }] };
  for (const trace of ["all", "none"] as const) {
    const plan = planOf(planned, { trace });
    for (const block of [0, 1, 2]) {
      for (const twinOf of [undefined, "transport=tcp delayMs=0"]) {
        for (const transport of ["tcp", "udp"] as const) {
          assertEquals(
            plan.isTraced({ transport, delayMs: 0 }, { block, twinOf }),
            trace === "all",
          );
        }
      }
    }
  }
});
