#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Parses every block of Python in the README, which may await outside of functions.
#
#   sh check_python.sh README
#
# Exits with 77 where there is no Python, unless REQUIRE_PEERS is 1. Each block of Python has one of C++ right behind it.
set -eu
if ! python3 -c '' 2>/dev/null; then
    echo 'there is no python3'
    [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
    exit 77
fi

python3 - "$1" <<'END'
import ast
import sys

failed = 0
count = 0
block = None
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
for number, line in enumerate(lines, 1):
    if block is None and line == "```python":
        block, first = [], number
    elif block is not None and line.startswith("```"):
        count += 1
        # Empty lines in front, so that an error names the line of the README.
        source = "\n" * first + "\n".join(block)
        try:
            compile(source, sys.argv[1], "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            print(f"{sys.argv[1]}:{error.lineno}: {error.msg}: {error.text}")
            failed += 1
        if not block or lines[number] != "```cpp":
            print(f"{sys.argv[1]}:{number}: there is no C++ beside this Python, or it is empty")
            failed += 1
        block = None
    elif block is not None:
        block.append(line)
if block is not None or count == 0:
    print(f"{sys.argv[1]}: a block of Python does not end, or there is none")
    failed += 1
print(f"{count} blocks of Python, {failed} failures")
sys.exit(failed != 0)
END
