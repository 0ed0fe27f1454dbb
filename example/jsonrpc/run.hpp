// SPDX-License-Identifier: BSL-1.0
// Carries out what the command line asks for, and the forms that this has.
#pragma once

#include "options.hpp"
#include "output.hpp"

#include <jsonrpcclient/client.hpp>

namespace tool {

namespace asio = boost::asio;

// Runs to the end, or to SIGINT or SIGTERM. Throws what the library throws for a URL or an option that it refuses.
status run(const options& given);

// The forms. What they throw concerns everything they were to do; it has not been reported.
asio::awaitable<status> run_call(rpc::client& client, const options& given);
asio::awaitable<status> run_batch(rpc::client& client, const options& given);
asio::awaitable<status> run_lines(rpc::client& client, const options& given);
// Ends by itself at SIGINT and SIGTERM.
asio::awaitable<status> run_listen(rpc::client& client, const options& given);

// The one call that the command line has. Throws usage_error.
rpc::request request_of(const options& given);

} // namespace tool
