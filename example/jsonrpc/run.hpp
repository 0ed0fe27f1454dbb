// SPDX-License-Identifier: BSL-1.0
// Carries out what the command line asks for, and the forms that this has.
#pragma once

#include "options.hpp"
#include "output.hpp"

#include <jsonrpcclient/client.hpp>

#include <functional>

namespace tool {

namespace asio = boost::asio;

// What a form has to say when a signal ends it, before anything else happens. Its coroutine may never go on. Dropped when
// the form has ended.
using farewell = std::function<void()>;

// Runs to the end, or to SIGINT or SIGTERM. Throws what the library throws for a URL or an option that it refuses.
status run(const options& given);

// The forms. What they throw concerns everything they were to do; it has not been reported.
asio::awaitable<status> run_call(rpc::client& client, const options& given);
asio::awaitable<status> run_batch(rpc::client& client, const options& given);
asio::awaitable<status> run_lines(rpc::client& client, const options& given, farewell& at_interrupt);
asio::awaitable<status> run_bench(rpc::client& client, const options& given, farewell& at_interrupt);
// Ends by itself at SIGINT and SIGTERM.
asio::awaitable<status> run_listen(rpc::client& client, const options& given);

// The one call that the command line has. Throws usage_error.
rpc::request request_of(const options& given);

} // namespace tool
