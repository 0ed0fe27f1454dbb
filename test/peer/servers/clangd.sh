# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# clangd, a language server in C++, with a Content-Length before each message. It talks on its standard input and output,
# so the test starts it. CLANGD is the program, CLANGD_FOLDER a folder for the files of its user.

clangd_installed() { have clangd; }

clangd_start() {
    CLANGD=$(command -v clangd) && mkdir -p "$state/sources" || return
    export CLANGD CLANGD_FOLDER=$state/sources
}
