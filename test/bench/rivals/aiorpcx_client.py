# SPDX-License-Identifier: BSL-1.0
"""aiorpcX, for Python: one TCP connection with many calls in flight, of which it lets 50 to 250 out at a time."""
import asyncio
import json
import re
import resource
import sys
import time

import aiorpcx


class Program:
    def __init__(self, name, calls):
        kind, count = re.fullmatch(r'[a-z]+-(?:(batch|large)-?)?(\d*)', name).groups()
        self.method = 'large' if kind == 'large' else 'ping'
        self.batch = int(count) if kind == 'batch' else 1
        self.in_flight = 1 if kind else int(count)
        self.calls = calls
        self.warm_up = max(4 * self.in_flight * self.batch, calls // 10)
        self.done = 0
        self.begin = None
        self.end = None
        self.latencies = []

    @staticmethod
    def read():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), used.ru_utime + used.ru_stime

    async def call(self, session):
        if self.batch == 1:
            return [await session.send_request(self.method)]
        async with session.send_batch(raise_errors=True) as batch:
            for _ in range(self.batch):
                batch.add_request(self.method)
        return batch.results

    async def work(self, session):
        while not self.end:
            begun = time.perf_counter()
            results = await self.call(session)
            if len(results) != self.batch or not all(isinstance(result, str) for result in results):
                raise ValueError('a result is missing')
            self.done += self.batch
            if self.begin:
                self.latencies.append(time.perf_counter() - begun)
            if not self.begin and self.done >= self.warm_up:
                self.begin = self.read()
            elif not self.end and self.done >= self.warm_up + self.calls:
                self.end = self.read()

    def print(self):
        self.latencies.sort()
        count = len(self.latencies)
        print(json.dumps({
            'calls': self.calls,
            'seconds': self.end[0] - self.begin[0],
            'cpu_us': (self.end[1] - self.begin[1]) * 1e6 / self.calls,
            'allocations': None,
            'p50_us': self.latencies[count // 2] * 1e6,
            'p99_us': self.latencies[count * 99 // 100] * 1e6,
            'bytes_in_flight': None,
        }))


async def main(name, url, calls):
    program = Program(name, int(calls))
    async with aiorpcx.connect_rs('127.0.0.1', int(url.rsplit(':', 1)[1])) as session:
        await asyncio.gather(*(program.work(session) for _ in range(program.in_flight)))
    program.print()


asyncio.run(main(*sys.argv[1:]))
