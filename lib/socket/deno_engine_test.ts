import { testEngine } from "./conformance.ts";
import { denoEngine } from "./deno_engine.ts";

testEngine(denoEngine, {
  cannotSet: [
    "SO_SNDBUF",
    "SO_RCVBUF",
    "TCP_CORK",
    "TCP_MAXSEG",
    "TCP_CONGESTION",
    "a UDP socket's peer",
  ],
  cannotTellCutBytes: true,
});
