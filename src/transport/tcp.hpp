// SPDX-License-Identifier: BSL-1.0
// Connects over TCP.
#pragma once

#include "rules/endpoint.hpp"
#include "transport/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace jsonrpcclient::detail {

// What a connection that is being made is at.
enum class phase
{
    queue,
    resolve,
    connect,
    write,
    wait
};

// "queue", "resolve" and so on.
const char* to_string(phase value) noexcept;

// Resolves the host and connects to its addresses in turn. Throws `boost::system::system_error`: `timed_out`
// if it takes longer than `limit`. Keeps `now` at what it is doing.
boost::asio::awaitable<std::unique_ptr<stream>> connect_tcp(endpoint where, std::chrono::nanoseconds limit,
                                                            std::shared_ptr<phase> now);

} // namespace jsonrpcclient::detail
