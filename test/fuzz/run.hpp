// SPDX-License-Identifier: BSL-1.0
// Runs what is asynchronous in a target: over streams in memory, so that there is nothing to wait for.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace test::fuzz {

namespace asio = boost::asio;

// Does all that can be done without waiting, which must not go on for ever. Whether nothing is left to wait for.
bool run(asio::io_context& context);

// Runs a coroutine that has to end by itself, by no exception, and leave nothing behind.
void run_to_end(asio::io_context& context, asio::awaitable<void> work);

// What stands between lines that are only "=".
std::vector<std::string> parts_of(std::string_view text);

// How bytes may be cut on their way: a read takes no more than so many.
constexpr std::size_t cuts[] = {std::size_t(-1), 1, 7};

} // namespace test::fuzz
