#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Compiles the examples of the reference, which stand in the comments of the public headers. Each header has one, and so
# has each class. They are bodies of coroutines, which may use `client`, `executor`, and what the README's blocks may.
#
#   sh check_reference.sh ROOT FOLDER COMPILER [OPTION...]
#
# FOLDER takes what is made of the examples.
set -eu
root=$1
folder=$2
shift 2
rm -rf "$folder"
mkdir -p "$folder"
cd "$root/include"

find . -name '*.hpp' ! -path '*/detail/*' ! -name config.hpp ! -name jsonrpcclient.hpp | sort | xargs awk -v folder="$folder" '
function fail(what) { print what; failed = 1 }
FNR == 1 {
    if (file && !has_example) fail(file ": there is no example in it")
    file = FILENAME
    has_example = 0
}
/^ *(\/\/\/ )?@code$/ {
    inside = has_example = documented = 1
    ++count
    printf "asio::awaitable<void> example_%d(rpc::client& client, asio::any_io_executor executor) {{\n#line %d \"%s\"\n", count, FNR + 1, substr(FILENAME, 3) >folder "/examples.txt"
    next
}
/^ *(\/\/\/ )?@endcode$/ { inside = 0; print "} co_return; }" >folder "/examples.txt"; next }
inside { sub(/^ *\/\/\/ ?/, ""); print >folder "/examples.txt"; next }
/^(class|struct) [^;]*$/ && !/(::|<)/ {
    if (!documented && !in_detail) fail(FILENAME ":" FNR ": there is no example of it")
    documented = 0
}
/^namespace detail \{/ { in_detail = 1 }
/^\} \/\/ namespace detail/ { in_detail = 0 }
/^[^ \/*]/ && !/^(template|    requires)/ { documented = 0 }
END {
    if (!has_example) fail(file ": there is no example in it")
    exit failed || count < 20
}
'
{
    printf '#include <%s>\n' jsonrpcclient.hpp jsonrpcclient/stream_channel.hpp boost/asio.hpp cassert iostream
    printf '%s\n' 'namespace asio = boost::asio;' 'namespace json = boost::json;' 'namespace rpc = jsonrpcclient;' \
        'using namespace rpc::literals;' 'using namespace std::chrono_literals;'
    cat "$folder/examples.txt"
} >"$folder/examples.cpp"
"$@" -Werror=unused-result -fsyntax-only "$folder/examples.cpp"
