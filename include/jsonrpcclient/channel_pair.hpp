// SPDX-License-Identifier: BSL-1.0
// Two channels that are connected with each other in memory.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <utility>

namespace jsonrpcclient {

/** Two channels that are connected with each other in memory.

    What is written to one is read from the other: one `read` hands over all that
    has arrived. For tests that play the server themselves, and for peers in the
    same process.

    @code
    auto [near, far] = rpc::make_channel_pair(executor);
    std::string_view ping = R"({"jsonrpc": "2.0", "method": "ping", "id": 1})";
    co_await near->write(std::span(&ping, 1));
    auto arrived = co_await far->read();                      // one message
    @endcode

    An end holds at most 1 MiB that was not read: a `write` waits until there is
    less, and is then taken as a whole, however large it is.

    @par Lifetime
    Closing, aborting or destroying an end is the same: its own operations end,
    what it has not read is dropped, and the other end reads what was written
    before, and then `asio::error::eof`. The ends may be destroyed in any order,
    and must not outlive the execution context.

    @par Errors
    `boost::system::system_error` with
    @li `asio::error::eof` the other end is closed, and all it has written was read.
    @li `asio::error::broken_pipe` a `write`, when either end is closed.
    @li `asio::error::operation_aborted` the operation was cancelled, or its own end closed while it read.

    @par Cancellation
    Terminal. A `write` that is cancelled has written nothing.

    @par Thread safety
    Both ends work on this executor, which has to do one thing at a time.
*/
JSONRPCCLIENT_DECL std::pair<std::unique_ptr<channel>, std::unique_ptr<channel>>
make_channel_pair(asio::any_io_executor executor);

} // namespace jsonrpcclient
