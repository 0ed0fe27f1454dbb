#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Compares the README's table of options with the one that the library has.
#
#   sh check_options.sh README OPTIONS_TABLE FOLDER     FOLDER takes the two
set -eu
mkdir -p "$3"
"$2" >"$3/table.of_library"
awk '/^\| option \(key\) \|/ { inside = 1 } !/^\|/ { inside = 0 } inside' "$1" >"$3/table.of_readme"
diff -u "$3/table.of_readme" "$3/table.of_library"
