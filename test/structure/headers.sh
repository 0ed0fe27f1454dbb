#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Checks the headers: each public one compiles alone, none brings in what is heavy, and every file includes only
# its own layer and those above it.
#
#   headers.sh ROOT COMPILER
set -u
root=$1
compiler=$2
failed=0
fail() {
    echo "$*" >&2
    failed=1
}
cd "$root" || exit 1

# One that comes first in the source file of its name was compiled alone with the library.
for header in $(find include -name '*.hpp'); do
    source=$(find src -name "$(basename "$header" .hpp).cpp")
    [ -z "$source" ] || ! grep -m 1 '^#include' "$source" | grep -qxF "#include <${header#include/}>" || continue
    echo "#include <${header#include/}>" | "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude -x c++ - ||
        fail "$header does not compile alone"
done

grep -n '^#include "' -r include && fail "the public headers include these as if they were not installed"

# The library's private dependencies stay private.
printf '#include <%s>\n' jsonrpcclient.hpp jsonrpcclient/stream_channel.hpp | "$compiler" -std=c++20 -M -Iinclude -x c++ - | tr ' ' '\n' |
    grep -E '/boost/(asio\.hpp|beast/|asio/ssl|asio/ip/|url/|uuid/)' | head -n 5 | grep . &&
    fail "the public headers bring in these"

# The layers, from the values on; a public header belongs to the layer of the source file of its name.
layers='values rules core transport client'
layer_of() {
    case $1 in
    src/*) rest=${1#src/} && echo "${rest%%/*}" ;;
    include/jsonrpcclient/detail/user_function.hpp) echo client ;;
    include/jsonrpcclient.hpp) echo client ;;
    include/jsonrpcclient/config.hpp | include/jsonrpcclient/version.hpp) echo values ;;
    include/jsonrpcclient/channel.hpp | include/jsonrpcclient/detail/stream.hpp) echo transport ;;
    include/jsonrpcclient/detail/operation_memory.hpp) echo transport ;;
    *)
        source=$(find src -name "$(basename "$1" .hpp).cpp")
        rest=${source#src/}
        echo "${rest%%/*}"
        ;;
    esac
}
rank() {
    position=0
    for layer in $layers; do
        position=$((position + 1))
        [ "$layer" = "$1" ] && echo "$position" && return
    done
    echo 0
}
for file in $(find include src -name '*.hpp' -o -name '*.cpp' | sort); do
    own=$(rank "$(layer_of "$file")")
    [ "$own" -gt 0 ] || fail "$file belongs to no layer: give it a source file of its name"
    for included in $(sed -n 's|^#include <\(jsonrpcclient/.*\)>.*|include/\1|p; s|^#include "\(.*\)".*|src/\1|p' "$file"); do
        [ -e "$included" ] || fail "$file includes $included, which is not there"
        [ "$(rank "$(layer_of "$included")")" -le "$own" ] || fail "$file includes $included, of a layer below its own"
    done
done

for file in $(find include src test example -name '*.hpp' -o -name '*.cpp' -o -name '*.sh' -o -name CMakeLists.txt); do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: BSL-1.0' || fail "$file does not say its licence"
done
exit $failed
