// SPDX-License-Identifier: BSL-1.0
// What the rivals for Node share: workers that call until enough calls were made, and the line of figures. A call is
// `call(scenario)`, which gives a promise of the results of one message, and rejects when one of them is not what it
// should be.
'use strict';

function parse(name) {
  const [, kind, count] = /^[a-z]+-(?:(batch|large)-?)?(\d*)$/.exec(name);
  return {
    method: kind === 'large' ? 'large' : 'ping',
    batch: kind === 'batch' ? Number(count) : 1,
    inFlight: kind ? 1 : Number(count),
  };
}

// Whether these are the results that were asked for.
function check(scenario, results) {
  if (results.length !== scenario.batch || results.some((result) => typeof result !== 'string'))
    throw new Error('a result is missing');
}

async function measure(scenario, calls, call) {
  const warmUp = Math.max(4 * scenario.inFlight * scenario.batch, calls / 10);
  const latencies = [];
  let done = 0;
  let from;
  let to;
  const read = () => ({ time: process.hrtime.bigint(), cpu: process.cpuUsage() });
  const work = async () => {
    while (!to) {
      const begun = process.hrtime.bigint();
      check(scenario, await call(scenario));
      done += scenario.batch;
      if (from) latencies.push(Number(process.hrtime.bigint() - begun) / 1000);
      if (!from && done >= warmUp) from = read();
      else if (!to && done >= warmUp + calls) to = read();
    }
  };
  await Promise.all(Array.from({ length: scenario.inFlight }, work));
  latencies.sort((a, b) => a - b);
  const cpu = to.cpu.user + to.cpu.system - from.cpu.user - from.cpu.system;
  console.log(JSON.stringify({
    calls,
    seconds: Number(to.time - from.time) / 1e9,
    cpu_us: cpu / calls,
    allocations: null,
    p50_us: latencies[Math.floor(latencies.length * 0.5)],
    p99_us: latencies[Math.floor(latencies.length * 0.99)],
    bytes_in_flight: null,
  }));
}

// Runs a program whose `connect(url, scenario)` gives what makes a call.
exports.run = async (connect) => {
  const [name, url, calls] = process.argv.slice(2);
  const scenario = parse(name);
  await measure(scenario, Number(calls), await connect(new URL(url), scenario));
  process.exit(0);
};
