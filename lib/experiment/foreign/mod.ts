/**
 * What an experiment needs of programs that owe nothing to this lab.
 *
 * @module
 */

export { foreignMissing, type ForeignProgram } from "./foreign_missing.ts";
export {
  iperf3Missing,
  iperf3OverLoopback,
  type Iperf3Result,
  type Iperf3Test,
  runIperf3,
} from "./iperf3.ts";
export { ping, type PingResult, type PingTest } from "./ping.ts";
