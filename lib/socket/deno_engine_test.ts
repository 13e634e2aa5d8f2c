import { testEngine } from "./conformance.ts";
import { denoEngine } from "./deno_engine.ts";

testEngine(denoEngine);
