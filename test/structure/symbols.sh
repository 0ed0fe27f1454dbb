#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Checks that a shared library exports what the public headers declare, and nothing else.
#
#   symbols.sh ROOT SHARED STATIC
#
# SHARED and STATIC are the library in both forms. A name is public if the classes in it are defined in the public
# headers, and what stands last is declared there. Beside these the library exports what it has of templates of std and
# Boost: some of it has to be one in the whole process, such as the place where Asio keeps which thread runs what.
set -eu
root=$1
shared=$2
static=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The headers without comments and directives, and without the words that are in the way.
find "$root/include" -name '*.hpp' -exec cat {} + | sed 's|//.*||; s|/\*\*.*\*/||; /\/\*\*/,/\*\//d; /^ *#/d; s/JSONRPCCLIENT_DECL *//' >"$folder/headers"
{
    sed -n 's/^ *\(template <.*> *\)\{0,1\}\(class\|struct\|enum class\) \([a-z_0-9]*\)\( : .*\)\{0,1\}$/scope \3/p' "$folder/headers"
    sed -n 's/^namespace \([a-z_:]*\) {.*/\1/p' "$folder/headers" | tr -s ':' '\n' | sed 's/^/namespace /'
    grep -o '~\{0,1\}[A-Za-z_0-9]*\|operator[^A-Za-z_0-9 (]*' "$folder/headers" | sed 's/^/word /'
    # What stands in a namespace is not indented.
    sed -n 's/^[A-Za-z].*[ &*]\([a-z_0-9]*\|operator[^A-Za-z_0-9 (]*\)(.*/function \1/p; s/^\([a-z_0-9]*\)(.*/function \1/p' "$folder/headers"
} | sort -u >"$folder/names"

# A line for each symbol: its kind, and its name as C++ has it.
nm -DC --defined-only "$shared" | sed 's/^[0-9a-f]* //' >"$folder/exported"
objdump -tC "$static" | sed -n 's/^[0-9a-f]* g .* F .*\t[0-9a-f]* *\.hidden /T /p' | sort -u >"$folder/hidden"
for symbols in exported hidden; do
    [ "$(wc -l <"$folder/$symbols")" -gt 100 ] || { echo "no symbols: $symbols" >&2; exit 1; }
done

awk '
# Whether all names of the library in a symbol are public; `last` is the first that is not.
function is_public(symbol,    name, parts, n, i) {
    while (match(symbol, /jsonrpcclient(::~?[A-Za-z_0-9]+|::operator[^A-Za-z_0-9 (]+|<[^<>()]*>)+/)) {
        last = name = substr(symbol, RSTART, RLENGTH)
        symbol = substr(symbol, RSTART + RLENGTH)
        gsub(/<[^<>]*>/, "", name)
        n = split(name, parts, "::")
        for (i = 1; i < n; ++i)
            if (!(parts[i] in scopes)) return 0
        if (!(parts[n] in words)) return 0
    }
    return 1
}
# Whether it is a member of a class, or declared by itself in a public header. Inside, append_json has more overloads.
function is_declared(symbol,    parts, n) {
    sub(/[[(].*/, "", symbol)
    n = split(symbol, parts, "::")
    return !(parts[n - 1] in namespaces) || parts[n] in functions && parts[n] != "append_json"
}
# A symbol without the arguments of templates and functions.
function bare(symbol) {
    while (gsub(/<[^<>()]*>|\([^()<>]*\)/, "", symbol)) {}
    return symbol
}
FILENAME ~ /names$/ {
    if ($1 == "scope") scopes[$2]
    if ($1 == "namespace") { scopes[$2]; namespaces[$2] }
    if ($1 == "word") words[$2]
    if ($1 == "function") functions[$2]
    next
}
{ kind = $1; symbol = substr($0, 3) }
FILENAME ~ /exported$/ {
    if (bare(symbol) !~ /jsonrpcclient::/) {
        if (kind !~ /[WVu]/)
            print "exported, and not of this library: " symbol, ++failed
    } else if (!is_public(symbol))
        print "exported, and not public (" last "): " symbol, ++failed
    next
}
symbol ~ /^jsonrpcclient::/ && is_public(symbol) && is_declared(symbol) { print "public, and not exported: " symbol, ++failed }
END { exit failed != 0 }
' "$folder/names" "$folder/exported" "$folder/hidden"
