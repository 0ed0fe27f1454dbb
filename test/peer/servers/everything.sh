# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# The reference server of the Model Context Protocol, for Node, which has a tool for everything. It talks on its standard
# input and output, so whoever wants it starts it by the URL EVERYTHING_STDIO; and over HTTP, whose answers are streams of
# events, on the unix socket EVERYTHING_UNIX, for its port would be open to the whole network. EVERYTHING_LOG holds a
# line for each POST and each session.
everything=@modelcontextprotocol/server-everything@2026.8.31
# What makes it a server, in the version that it is known to run with.
everything_sdk=@modelcontextprotocol/sdk@1.32.2

everything_install() { npm_install "$everything_sdk" && npm_install "$everything"; }

everything_installed() { have node && npm_installed "$everything"; }

everything_start() {
    local script=$npm/node_modules/@modelcontextprotocol/server-everything/dist/index.js
    PORT=$state/everything spawn everything node --require "$here/everything.js" "$script" streamableHttp
    listening "$state/everything" || return
    export EVERYTHING_STDIO="exec:node '$script'" EVERYTHING_UNIX=$state/everything EVERYTHING_LOG=$log
}
