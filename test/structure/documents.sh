#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Checks what is written about the tree: the files that src/README.md names are there, and one version stands everywhere.
#
#   documents.sh ROOT
set -u
cd "$1" || exit 1
failed=0
fail() {
    echo "$*" >&2
    failed=1
}

named=$(grep -oE '(src|include|test|example)/[A-Za-z_0-9./]*' src/README.md | sed 's/[.]*$//' | sort -u)
[ "$(echo "$named" | wc -l)" -gt 40 ] || fail "src/README.md names hardly any file"
for file in $named; do
    [ -e "$file" ] || fail "src/README.md names $file, which is not there"
done
for layer in src/*/; do
    grep -q "^| \`$layer\` |" src/README.md || ! ls "$layer"*.cpp >/dev/null 2>&1 || fail "src/README.md has no layer $layer"
done

version=$(sed -n 's/^#define JSONRPCCLIENT_VERSION "\(.*\)"/\1/p' include/jsonrpcclient/version.hpp)
number=$(sed -n 's/^#define JSONRPCCLIENT_VERSION_NUMBER //p' include/jsonrpcclient/version.hpp)
echo "$version" | grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$' || fail "\"$version\" is no version"
expected=$(echo "$version" | awk -F. '{ print 10000 * $1 + 100 * $2 + $3 }')
[ "$number" = "$expected" ] || fail "JSONRPCCLIENT_VERSION_NUMBER is $number, and not $expected"
minor=${version%.*}
grep -q "\"version\": \"$version\"" src/vcpkg/vcpkg.json || fail "src/vcpkg/vcpkg.json has another version than $version"
grep -q "find_package(jsonrpcclient $minor REQUIRED)" test/consumer/CMakeLists.txt || fail "the consumer wants another version than $minor"
grep -q "find_package(jsonrpcclient $minor REQUIRED)" README.md || fail "README.md wants another version than $minor"
first=$(sed -n '/^## Changelog/,$s/^### //p' README.md | head -n 1)
[ "$first" = "$version" ] || fail "the changelog begins with \"$first\", and not with $version"
exit $failed
