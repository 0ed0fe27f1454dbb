# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# The reference server of the Model Context Protocol, for Node, which has a tool for everything. It talks on its standard
# input and output, so whoever wants it starts it by EVERYTHING_STDIO; and over HTTP, whose answers are streams of events,
# on the unix socket EVERYTHING_UNIX, as it would show a port to the whole network. EVERYTHING_LOG holds a line for each
# POST and each session.
everything=@modelcontextprotocol/server-everything@2026.8.31

everything_install() { npm_install "$everything"; }

everything_installed() { have node && npm_installed "$everything"; }

everything_start() {
    local script=$npm/node_modules/@modelcontextprotocol/server-everything/dist/index.js
    PORT=$state/everything spawn everything node "$script" streamableHttp
    listening "$state/everything" || return
    export EVERYTHING_STDIO="exec:node '$script'" EVERYTHING_UNIX=$state/everything EVERYTHING_LOG=$log
}
