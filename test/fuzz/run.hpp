// SPDX-License-Identifier: BSL-1.0
// Runs what is asynchronous in a target: over streams in memory, so that there is nothing to wait for.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
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

// What is told of the bytes must not depend on how they are cut on their way. `told_of` is given the most that a read
// takes.
void check_cuts(const std::function<std::string(std::size_t)>& told_of);

} // namespace test::fuzz
