# SPDX-License-Identifier: BSL-1.0
"""Runs the programs of the benchmarks by turns, and prints and writes the medians. Started by run.sh."""
import json
import os
import statistics
import subprocess
import sys

import chart

LIMIT = 'limit'
LIBRARY = 'library'
LIMITS = {'tcp': 'limit_tcp', 'tls': 'limit_tcp', 'http': 'limit_http', 'https': 'limit_http', 'ws': 'limit_websocket'}

# How many calls the limit and the library make: about half a second of them.
CALLS = {
    'http-1': 5000, 'http-64': 40000, 'https-64': 30000,
    'tcp-1': 5000, 'tcp-64': 200000, 'tcp-1024': 400000, 'tcp-10000': 400000, 'tls-64': 200000,
    'ws-1': 5000, 'ws-64': 100000, 'ws-1024': 200000,
    'tcp-batch-10': 50000, 'tcp-batch-100': 200000, 'tcp-batch-1000': 400000,
    'http-batch-10': 50000, 'http-batch-100': 200000, 'http-batch-1000': 400000,
    'tcp-large': 100, 'http-large': 100, 'ws-large': 100,
    'tcp-held-100000': 400000,
}

STREAM = ['tcp-1', 'tcp-64', 'tcp-1024', 'tcp-10000']
TCP_BATCHES = ['tcp-batch-10', 'tcp-batch-100', 'tcp-batch-1000']
HTTP_BATCHES = ['http-batch-10', 'http-batch-100', 'http-batch-1000']


class Rival:
    """Another client: what it can do, the part of the calls that it has time for, and how messages are framed."""

    def __init__(self, part, scenarios, framing=None, most=None):
        self.part = part
        self.scenarios = scenarios
        self.framing = framing
        self.most = most   # Messages.

    def calls(self, scenario):
        batch = int(scenario.split('-')[2]) if '-batch-' in scenario else 1
        calls = max(20, int(CALLS[scenario] * self.part))
        return min(calls, self.most * batch) if self.most else calls


RIVALS = {
    # It makes a TCP connection for each message: more would use up the ports.
    'jayson': Rival(1 / 20, ['tcp-1', 'tcp-64', 'http-1', 'http-64', *HTTP_BATCHES, 'http-large'], most=1000),
    'vscode-jsonrpc': Rival(1 / 20, [*STREAM, 'tcp-large'], 'content-length'),
    'sourcegraph-jsonrpc2': Rival(1 / 10, [*STREAM, 'tcp-large'], 'content-length'),
    'aiorpcX': Rival(1 / 20, [*STREAM, *TCP_BATCHES]),
    'libjson-rpc-cpp': Rival(1 / 10, ['http-1', *HTTP_BATCHES, 'http-large']),
}


def transport_of(scenario):
    return scenario.split('-')[0]


def chosen(arguments):
    """The scenarios of these names, or whose names begin with them and a dash."""
    def fits(scenario, argument):
        return scenario == argument or scenario.startswith(argument + '-')

    for argument in arguments:
        if not any(fits(scenario, argument) for scenario in CALLS):
            sys.exit(f'no scenario {argument}; there are {" ".join(CALLS)}')
    return [name for name in CALLS if not arguments or any(fits(name, argument) for argument in arguments)]


class Bench:
    def __init__(self, folder):
        self.programs = os.path.join(folder, 'test', 'bench')
        cores = sorted(os.sched_getaffinity(0))
        self.core_of_client = str(cores[-1])
        self.target = subprocess.Popen(['taskset', '-c', str(cores[0]), self.program('bench_target')],
                                       stdout=subprocess.PIPE, text=True)
        self.urls = dict(self.target.stdout.readline().split() for _ in range(6))

    def program(self, name):
        return os.path.join(self.programs, name)

    def contenders(self, scenario):
        """Program name -> (command, URL, calls)."""
        transport = transport_of(scenario)
        url = self.urls[transport]
        found = {LIMIT: (self.program(LIMITS[transport]), url, CALLS[scenario]),
                 LIBRARY: (self.program('bench_library'), url, CALLS[scenario])}
        for name, rival in RIVALS.items():
            path = self.program(os.path.join('rivals', name))
            if scenario in rival.scenarios and os.access(path, os.X_OK) and os.environ.get('RIVALS') != '0':
                found[name] = (path, self.urls.get(rival.framing, url), rival.calls(scenario))
        return found

    def run(self, scenario, command, url, calls):
        """The figures of one run, or None when it fails."""
        if self.target.poll() is not None:
            sys.exit(f'the target has ended with status {self.target.returncode}')
        line = ['taskset', '-c', self.core_of_client, command, scenario, url, str(calls)]
        try:
            done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
            return json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            print(f'{scenario}: {command} takes too long', file=sys.stderr)
        except subprocess.CalledProcessError as error:
            print(f'{scenario}: {command} fails: {error.stderr[-300:]}', file=sys.stderr)
        return None

    def measure(self, scenario, rounds):
        """The medians of each program."""
        contenders = self.contenders(scenario)
        runs = {name: [] for name in contenders}
        for _ in range(rounds):
            limit = None
            for name, how in contenders.items():
                figures = self.run(scenario, *how)
                if name == LIMIT:
                    limit = figures
                if not figures or not limit:
                    continue
                figures['calls_per_second'] = figures['calls'] / figures['seconds']
                figures['ratio'] = figures['cpu_us'] / limit['cpu_us']
                runs[name].append(figures)
        return {name: medians(each) for name, each in runs.items() if each}


def medians(runs):
    def median(key):
        values = [run[key] for run in runs if run[key] is not None]
        return statistics.median(values) if values else None

    return {key: median(key) for key in ('calls_per_second', 'ratio', 'cpu_us', 'allocations', 'p50_us', 'p99_us',
                                         'bytes_in_flight')}


def line_of(scenario, program, figures):
    def text(key, form):
        return '-' if figures[key] is None else format(figures[key], form)

    columns = [('calls_per_second', '.0f'), ('ratio', '.2f'), ('cpu_us', '.2f'), ('allocations', '.1f'),
               ('p50_us', '.0f'), ('p99_us', '.0f'), ('bytes_in_flight', '.0f')]
    return f'{scenario:<16} {program:<20}' + ''.join(f' {text(key, form):>9}' for key, form in columns)


def main(folder, *arguments):
    scenarios = chosen(arguments)
    rounds = int(os.environ.get('ROUNDS', '5'))
    bench = Bench(folder)
    heads = ('calls/s', 'ratio', 'cpu-us', 'allocs', 'p50', 'p99', 'bytes')
    print(f'{"SCENARIO":<16} {"PROGRAM":<20}' + ''.join(f' {head:>9}' for head in heads), flush=True)
    results = {}
    failed = False
    for scenario in scenarios:
        results[scenario] = bench.measure(scenario, rounds)
        for program, figures in results[scenario].items():
            print(line_of(scenario, program, figures), flush=True)
        failed = failed or LIBRARY not in results[scenario]
    bench.target.kill()
    with open(os.path.join(folder, 'bench.json'), 'w', encoding='utf-8') as file:
        json.dump({'rounds': rounds, 'scenarios': results}, file, indent=1)
    with open(os.path.join(folder, 'bench.svg'), 'w', encoding='utf-8') as file:
        file.write(chart.draw(results))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
