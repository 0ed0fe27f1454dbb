#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Compiles every block of C++ in the README: programs as they are, the rest as part of a coroutine.
#
#   sh check.sh ROOT FOLDER COMPILER [OPTION...]
#
# ROOT is the checkout, FOLDER takes what is made of the blocks. The first block has to be example/ping.cpp, from its
# third line on. A block that defines a struct or a coroutine stands outside of functions; any other is the body of one,
# and may use `client` and `executor`.
set -eu
root=$1
folder=$2
shift 2
rm -rf "$folder"
mkdir -p "$folder"

awk -v folder="$folder" '
function begin() { text = ""; includes = ""; is_program = is_definition = 0; first = NR + 1; ++count }
function finish() {
    if (is_program) {
        printf "%s", text > (folder "/program_" count ".cpp")
        return
    }
    printf "%s", includes > (folder "/includes.txt")
    head = is_definition ? "namespace block_" count " {" : "asio::awaitable<void> block_" count "(rpc::client& client, asio::any_io_executor executor) {"
    printf "%s\n#line %d \"README.md\"\n%s%s\n", head, first, text, is_definition ? "}" : "co_return; }" > (folder "/fragments.txt")
}
/^```cpp$/ { inside = 1; begin(); next }
/^```/ { if (inside) finish(); inside = 0; next }
!inside { next }
/^int main\(/ { is_program = 1 }
/^(struct|asio::awaitable)/ { is_definition = 1 }
/^#include/ && !is_program { includes = includes $0 "\n" }
{ text = text $0 "\n" }
END { if (inside || count < 2) exit 1 }
' "$root/README.md"

sed 1,2d "$root/example/ping.cpp" | diff -u - "$folder/program_1.cpp"

{
    printf '#include <%s>\n' jsonrpcclient.hpp boost/asio.hpp boost/asio/experimental/awaitable_operators.hpp iostream
    cat "$folder/includes.txt"
    printf '%s\n' 'namespace asio = boost::asio;' 'namespace rpc = jsonrpcclient;' 'using namespace rpc::literals;' \
        'using namespace std::chrono_literals;' 'using namespace asio::experimental::awaitable_operators;'
    cat "$folder/fragments.txt"
} >"$folder/fragments.cpp"

for source in "$folder"/*.cpp; do
    "$@" -fsyntax-only "$source"
done
