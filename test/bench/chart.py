# SPDX-License-Identifier: BSL-1.0
"""Draws the ratios of the benchmarks as bars, as SVG that can be read on light and on dark ground."""
import math
from xml.sax.saxutils import escape

WIDTH = 860
LEFT = 190        # Where the bars begin.
RIGHT = 210       # What is kept free for the names behind the bars.
TOP = 58
BAR = 14
GAP = 9           # Between scenarios.
LOWEST = 0.5      # The ratio at which bars begin.
TICKS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)

STYLE = """
text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #57606a }
.title { font-size: 14px; font-weight: 600; fill: #1f2328 }
.library { fill: #0969da } text.library { font-weight: 600 }
.rival { fill: #afb8c1 }
line { stroke: #8c959f; stroke-opacity: .35 } line.limit { stroke: #cf222e; stroke-opacity: .9 }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 } .title { fill: #f0f6fc }
  .library { fill: #4493f8 } .rival { fill: #59636e } line.limit { stroke: #f85149 }
}
"""

TRANSPORTS = {'tcp': 'TCP', 'tls': 'TLS', 'http': 'HTTP', 'https': 'HTTPS', 'ws': 'WebSocket'}


def name_of(scenario):
    transport, kind, *count = scenario.split('-')
    what = {'batch': 'batches of {}', 'large': '1 MiB result', 'held': '{} at once'}.get(kind)
    if what is None:
        what, count = '{} connections' if transport.startswith('http') else '{} in flight', [kind]
    text = what.format(*(f'{int(number):,}' for number in count))
    return f'{TRANSPORTS[transport]}, {text}'.replace('1 connections', '1 connection')


def bars_of(programs):
    """The library first, then the others from the cheapest on."""
    others = sorted((figures['ratio'], name) for name, figures in programs.items() if name not in ('limit', 'library'))
    library = [(programs['library']['ratio'], 'library')] if 'library' in programs else []
    return library + others


def draw(results):
    scenarios = {name: bars_of(programs) for name, programs in results.items()}
    highest = max([ratio for bars in scenarios.values() for ratio, _ in bars], default=10)
    highest = next((tick for tick in TICKS[4:] if tick >= highest), highest)

    def x_of(ratio):
        part = math.log(max(ratio, LOWEST) / LOWEST) / math.log(highest / LOWEST)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    rows = []
    y = TOP
    for name, bars in scenarios.items():
        rows.append(f'<text x="{LEFT - 10}" y="{y + 10}" text-anchor="end">{escape(name_of(name))}</text>')
        for ratio, program in bars:
            kind = 'library' if program == 'library' else 'rival'
            label = 'jsonrpcclient' if program == 'library' else program
            end = x_of(ratio)
            rows.append(f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR - 2}" rx="2"/>')
            rows.append(f'<text class="{"library" if kind == "library" else ""}" x="{end + 6:.1f}" y="{y + 10}">'
                        f'{escape(label)} {ratio:.3g}</text>')
            y += BAR
        y += GAP
    grid = []
    for tick in TICKS:
        if tick <= highest:
            place = f'{x_of(tick):.1f}'
            limit = ' class="limit"' if tick == 1 else ''
            grid.append(f'<line{limit} x1="{place}" x2="{place}" y1="{TOP - 6}" y2="{y}"/>')
            grid.append(f'<text x="{place}" y="{TOP - 12}" text-anchor="middle">{tick:g}</text>')
    title = 'CPU time of a call, as a multiple of a loop written by hand for it (lower is better)'
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 8}" width="{WIDTH}" height="{y + 8}" '
        f'role="img" aria-label="{title}">',
        f'<style>{STYLE}</style>',
        f'<text class="title" x="10" y="22">{title}</text>',
        *grid, *rows, '</svg>', ''])
