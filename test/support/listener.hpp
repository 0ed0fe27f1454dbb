// SPDX-License-Identifier: BSL-1.0
// Accepts connections, and runs a coroutine for each.
#pragma once

#include "support/address.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace test {

// What becomes of one connection. The function is kept as long as a coroutine of it runs, so lambdas may capture.
using connection_script = std::function<boost::asio::awaitable<void>(stream_socket)>;

// Listens until stop() or destruction. The coroutines end quietly when the peer goes away or the listener stops; any
// other exception leaves the context's run(), so that BOOST_TEST_REQUIRE and the like fail the test. Runs on the
// executor given, which must do one thing at a time; destroy it before that executor's context.
class listener
{
public:
    listener(boost::asio::any_io_executor executor, std::string_view transport, connection_script serve);
    ~listener();
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    const address& where() const noexcept;

    // How many connections have been accepted so far.
    std::size_t connections() const;

    // Closes the address and cancels the coroutines, at whatever they await. To be called on the executor, or while
    // nothing runs there.
    void stop();

private:
    struct state;
    static boost::asio::awaitable<void> accept(std::shared_ptr<state>);
    static boost::asio::awaitable<void> serve(std::shared_ptr<state>, stream_socket);

    std::shared_ptr<state> state_;
};

} // namespace test
